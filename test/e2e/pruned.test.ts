import { afterEach, describe, expect, it } from 'vitest'
import { createMemoryCursor } from '../../src/chain/follower/cursor-store.ts'
import { createSqliteJournal } from '../../src/chain/transactions/journal/sqlite-journal.ts'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { systemClock } from '../../src/devnet/clock.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { development } from '../../src/devnet/presets.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'
import { composeNode } from '../../src/node/compose.ts'
import { pause } from './harness.ts'

const running: Array<() => Promise<unknown>> = []
afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop()
})

/** One chain behind two endpoints: one that forgets all but the last blocks, and one that keeps all. */
async function twoEndpoints() {
  await accountsReady()
  let time = 1_000_000
  const clock = { ...systemClock, now: () => time }
  const runtime = createRuntime(development())
  const start = (keep: object): Promise<Devnet> => startDevnet({ port: 0, ...keep }, { runtime, clock })
  const pruned = await start({ keepStates: 8, keepBlocks: 20 })
  const archive = await start({ keepStates: 100_000 })
  running.push(pruned.stop, archive.stop)
  return {
    pruned,
    archive,
    seal(count: number) {
      for (let made = 0; made < count; made += 1) {
        time += 6_000
        expect(pruned.seal().hash).toBe(archive.seal().hash)
      }
    },
  }
}

/** A node that follows from where the run before it was, and what it says. */
async function run(chain: { endpoints: string[]; archive?: string }, cursors = createMemoryCursor()) {
  const facts: Array<{ type: string; payload: unknown }> = []
  const system = composeNode(
    { chain, actors: { 'chain-follower': { config: { backoff: { min: 1, max: 5 } } } } },
    { data: { cursors, journal: createSqliteJournal(':memory:'), store: undefined as never } },
  )
  system.attach({ emitted: ({ event: { type, payload } }) => void facts.push({ type, payload }) })
  let over = false
  const stop = async () => {
    if (!over) await system.stop('test over')
    over = true
  }
  running.push(stop)
  await system.start()
  const of = (type: string) => facts.filter((each) => each.type === type).map(({ payload }) => payload as never)
  const numbers = () => of('chain.BlockFinalized').map(({ number }: { number: number }) => number)
  return {
    cursors,
    stop,
    of,
    numbers,
    async reaches(number: number) {
      for (let turn = 0; numbers().at(-1) !== number; turn += 1) {
        if (turn === 500) throw new Error(`no block ${number} after ${numbers().join(' ')}: ${JSON.stringify(facts)}`)
        await pause(10)
      }
    },
  }
}

describe('a node that was away for longer than its endpoint keeps blocks', () => {
  it('passes them over and says so, and goes on from the last final one', async () => {
    const { pruned, seal } = await twoEndpoints()
    seal(10)
    const before = await run({ endpoints: [pruned.url] })
    await before.reaches(9)
    await before.stop()
    seal(100)
    const after = await run({ endpoints: [pruned.url] }, before.cursors)
    await after.reaches(109)
    expect(after.of('chain.HistorySkipped')).toEqual([
      { from: 10, to: 108, reason: expect.stringContaining('does not keep block 10 any more') },
    ])
    expect(after.of('chain.ConnectionLost')).toEqual([])
    expect(after.numbers()).toEqual([109])
    seal(3)
    await after.reaches(112)
    expect(after.numbers()).toEqual([109, 110, 111, 112])
  })

  it('takes every one of them from an archive, when it has one', async () => {
    const { pruned, archive, seal } = await twoEndpoints()
    seal(10)
    const before = await run({ endpoints: [pruned.url] })
    await before.reaches(9)
    await before.stop()
    seal(100)
    const after = await run({ endpoints: [pruned.url], archive: archive.url }, before.cursors)
    await after.reaches(109)
    expect(after.of('chain.HistorySkipped')).toEqual([])
    expect(after.numbers()).toEqual(Array.from({ length: 100 }, (_, index) => index + 10))
  })
})
