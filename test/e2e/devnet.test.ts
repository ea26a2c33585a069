import { ApiPromise, WsProvider } from '@polkadot/api'
import { describe, expect, it } from 'vitest'
import { reeve } from './reeve.ts'

describe('reeve devnet', () => {
  it('runs the chain alone for public clients, and stops when told to', async () => {
    const process = reeve(['devnet', '--port', '0', '--block-time', '50'])
    await process.shows('development chain on ws://127.0.0.1:')
    const url = /ws:\/\/127\.0\.0\.1:\d+/.exec(process.shown())![0]
    const api = await ApiPromise.create({ provider: new WsProvider(url) as never, noInitWarn: true })
    const first = Promise.withResolvers<number>()
    const stop = await api.rpc.chain.subscribeFinalizedHeads((head) => {
      if (head.number.toNumber() > 2) first.resolve(head.number.toNumber())
    })
    expect(await first.promise).toBeGreaterThan(2)
    stop()
    await api.disconnect()
    process.signal('SIGTERM')
    expect((await process.finished).code).toBe(0)
  }, 30_000)

  it('is for a grid, with a farm, when asked for', async () => {
    const process = reeve(['devnet', '--port', '0', '--block-time', '50', '--preset', 'grid', '--nodes', '3'])
    await process.shows('development chain on ws://127.0.0.1:')
    const url = /ws:\/\/127\.0\.0\.1:\d+/.exec(process.shown())![0]
    const api = await ApiPromise.create({ provider: new WsProvider(url) as never, noInitWarn: true })
    expect((await api.query['tfgridModule']!['nodesByFarmID']!(1)).toJSON()).toEqual([1, 2, 3])
    expect(api.registry.chainTokens).toEqual(['TFT'])
    await api.disconnect()
    process.signal('SIGTERM')
    expect((await process.finished).code).toBe(0)
  }, 30_000)

  it('does not open itself to others by accident: everybody knows its keys', async () => {
    const { code, stderr } = await reeve(['devnet', '--host', '0.0.0.0']).finished
    expect(code).toBe(1)
    expect(stderr).toContain('--host 0.0.0.0 can be reached by others')
    expect(stderr).toContain('--unsafe-external')
  })
})

describe('reeve run', () => {
  it('keeps trying an endpoint that is dead, says so, and stops when told to', async () => {
    const { mkdtemp, rm, writeFile } = await import('node:fs/promises')
    const { tmpdir } = await import('node:os')
    const { join } = await import('node:path')
    const folder = await mkdtemp(join(tmpdir(), 'reeve-run-'))
    await writeFile(join(folder, 'reeve.yaml'), 'chain: { endpoints: [ws://127.0.0.1:9] }\n')
    const process = reeve(['run'], { cwd: folder })
    await process.shows('no connection to the chain')
    expect(process.shown()).toContain('cannot connect to ws://127.0.0.1:9')
    expect(process.shown()).toContain('no account: this node follows and reads')
    process.signal('SIGINT')
    expect((await process.finished).code).toBe(0)
    await rm(folder, { recursive: true })
  }, 30_000)
})
