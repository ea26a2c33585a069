import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { reeve } from './reeve.ts'

type Counts = Readonly<Record<string, number>>

interface Summary {
  readonly blocks: number
  readonly duties: Readonly<Record<'agreement', Counts>> & Readonly<Partial<Record<'checkpoint' | 'challenge', Counts>>>
  readonly extrinsics: Readonly<Record<string, number>>
  readonly requests: { readonly right: number; readonly wrong: number; readonly forgotten: number }
  readonly restarts: number
}

const folder = mkdtempSync(join(tmpdir(), 'reeve-'))
afterAll(() => rmSync(folder, { recursive: true }))

const run = async (...args: string[]) => reeve(['dev', '--port', '0', '--seed', '11', ...args]).finished

describe('reeve dev', () => {
  it('follows its chain for 160 blocks, answers every request once, and keeps what was agreed on', async () => {
    const { code, stdout } = await run('--blocks', '160', '--block-time', '100', '--summary', '-')
    const summary = JSON.parse(stdout) as Summary
    const { accepted = 0, rejected = 0 } = summary.duties.agreement
    expect(code).toBe(0)
    // What is under way after the last of them is still finished.
    expect(summary.blocks).toBeGreaterThanOrEqual(160)
    expect(summary.requests).toMatchObject({ wrong: 0, forgotten: 0 })
    expect(accepted).toBeGreaterThan(5)
    expect(rejected).toBeGreaterThan(5)
    // What was agreed on is used, too: it is stored, checkpointed and challenged.
    const { checkpoint, challenge } = summary.duties
    expect(checkpoint?.['done']).toBeGreaterThan(0)
    expect(challenge?.['done']).toBeGreaterThan(0)
    // One extrinsic an answer: none was given twice.
    const done = (checkpoint?.['done'] ?? 0) + (challenge?.['done'] ?? 0)
    expect(summary.extrinsics['success']).toBe(accepted + rejected + done)
    expect(summary.restarts).toBe(0)
  }, 60_000)

  it('finishes what is under way and exits with 0 when interrupted', async () => {
    const process = reeve(['dev', '--port', '0', '--seed', '12', '--block-time', '100'])
    await process.shows('agreement request accepted')
    process.signal('SIGINT')
    const { code, stderr } = await process.finished
    expect(stderr).toContain('finishing what is under way')
    expect(stderr).toContain('node stopped')
    expect(code).toBe(0)
  }, 60_000)

  it('takes a free port when the wanted one is taken, and says so', async () => {
    const server = createServer()
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
    })
    const { code, stderr } = await reeve(['dev', '--port', String(port), '--blocks', '3', '--block-time', '100'])
      .finished
    server.close()
    expect(stderr).toContain(`the port is taken; using a free one  wanted=${port}`)
    expect(code).toBe(0)
  }, 60_000)

  it('shows its actors in a browser when asked to', async () => {
    const process = reeve(['dev', '--port', '0', '--seed', '13', '--block-time', '100', '--inspect', '0'])
    await process.shows('agreement request accepted')
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(process.shown()) ?? []
    expect(process.shown()).toContain(`inspector: open this page in a browser on this machine  url=${url}`)
    expect(await (await fetch(url!)).text()).toContain('<title>Reeve inspector</title>')
    process.signal('SIGINT')
    expect((await process.finished).code).toBe(0)
    await expect(fetch(url!)).rejects.toThrow()
  }, 60_000)

  it('writes a trace that can be done again, and says where another machine would differ', async () => {
    const trace = join(folder, 'run.jsonl')
    await run('--blocks', '5', '--block-time', '100', '--seed', '5', '--trace', trace)
    const again = await reeve(['replay', trace]).finished
    expect(again.stdout).toMatch(/^\d+ steps done again, all as before\n$/)
    expect(again.code).toBe(0)
    const text = readFileSync(trace, 'utf8')
    writeFileSync(trace, text.replace('"state":{"following":', '"state":{"elsewhere":'))
    const otherwise = await reeve(['replay', trace]).finished
    expect(otherwise.code).toBe(1)
    expect(otherwise.stdout).toContain('chain-follower does something else on')
    expect(otherwise.stdout).toContain('state then: {"elsewhere"')
  }, 60_000)

  it('logs JSON when asked to', async () => {
    const { stderr } = await run('--blocks', '3', '--block-time', '100', '--json')
    const lines = stderr.trim().split('\n')
    expect(lines.length).toBeGreaterThan(2)
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('msg')
  }, 60_000)

  it('says what is wrong with a flag', async () => {
    const { code, stderr } = await run('--blocks', 'many')
    expect(code).toBe(1)
    expect(stderr).toContain('"many" is not an integer')
  })
})
