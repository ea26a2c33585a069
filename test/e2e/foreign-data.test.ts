import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountFromUri, accountsReady } from '../../src/devnet/accounts.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { development } from '../../src/devnet/presets.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'
import { useFolder } from '../folder.ts'
import { pause } from './harness.ts'
import { reeve } from './reeve.ts'

const folder = useFolder()
let first: Devnet
let second: Devnet

beforeAll(async () => {
  await accountsReady()
  const start = (runtime: ReturnType<typeof createRuntime>) => startDevnet({ port: 0 }, { runtime })
  first = await start(createRuntime(development()))
  second = await start(createRuntime(development([accountFromUri('//Another')])))
  expect(first.chain.genesis.hash).not.toBe(second.chain.genesis.hash)
})
afterAll(() => Promise.all([first.stop(), second.stop()]))

const configure = (chain: string) =>
  folder.put('reeve.yaml', `data: ./mine\naccount: { uri: //Bob }\nchain: ${chain}\n`)

/** A run against the first chain, after which the data folder is of that. */
async function useFirst(): Promise<void> {
  await rm(join(folder.path, 'mine'), { recursive: true, force: true })
  await configure(`{ endpoints: [${first.url}] }`)
  const node = reeve(['run'], { cwd: folder.path })
  await node.shows('connected')
  for (let made = 0; made < 10; made += 1) {
    first.seal()
    await pause(50)
  }
  for (let made = 0; made < 20; made += 1) first.seal()
  node.signal('SIGTERM')
  expect((await node.finished).code).toBe(0)
}

async function failure() {
  const { code, stderr } = await reeve(['run'], { cwd: folder.path }).finished
  return { code, stderr }
}

const told = () => {
  const path = join(folder.path, 'mine')
  return [
    `data: ${path} is of another chain: its genesis is ${first.chain.genesis.hash}`,
    `that of the chain to be followed is ${second.chain.genesis.hash}`,
    `move ${path} away, and begin anew`,
    'reeve.yaml:1',
  ]
}

describe('reeve run with the data folder of another chain', () => {
  it('ends at once with the folder, both chains, and the way out', async () => {
    await useFirst()
    await configure(`{ endpoints: [${second.url}] }`)
    const { code, stderr } = await failure()
    for (const text of told()) expect(stderr).toContain(text)
    expect(code).toBe(1)
    // Nothing was mixed: on its own chain it goes on.
    await configure(`{ endpoints: [${first.url}] }`)
    const node = reeve(['run'], { cwd: folder.path })
    await node.shows('connected')
    node.signal('SIGTERM')
    expect((await node.finished).code).toBe(0)
  }, 60_000)

  it('ends when only the journal is left of it', async () => {
    await useFirst()
    const path = join(folder.path, 'mine')
    for (const name of await readdir(path)) if (name.startsWith('reeve.db')) await rm(join(path, name))
    await configure(`{ endpoints: [${second.url}] }`)
    const running = failure()
    let over = false
    void running.finally(() => {
      over = true
    })
    // Its lane begins with the first final block.
    for (let made = 0; !over && made < 500; made += 1) {
      second.seal()
      await pause(50)
    }
    const { code, stderr } = await running
    for (const text of told()) expect(stderr).toContain(text)
    expect(code).toBe(1)
  }, 60_000)

  it('does not even begin when its config names the other chain', async () => {
    await useFirst()
    await configure(`{ endpoints: [${second.url}], genesis: "${second.chain.genesis.hash}" }`)
    const { code, stderr } = await failure()
    for (const text of told()) expect(stderr).toContain(text)
    expect(stderr).not.toContain('no connection')
    expect(code).toBe(1)
  }, 60_000)

  it('goes by the other endpoints when one is merely wrong', async () => {
    await useFirst()
    await configure(`{ endpoints: [${second.url}, ${first.url}] }`)
    const node = reeve(['run'], { cwd: folder.path })
    await node.shows('is another chain')
    await node.shows('connected')
    node.signal('SIGTERM')
    expect((await node.finished).code).toBe(0)
  }, 60_000)
})
