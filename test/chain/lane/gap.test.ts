import { afterEach, describe, expect, it } from 'vitest'
import { createSqliteJournal } from '../../../src/chain/transactions/journal/sqlite-journal.ts'
import { accountsReady } from '../../../src/devnet/accounts.ts'
import { type Devnet, startDevnet } from '../../../src/devnet/devnet.ts'
import { development } from '../../../src/devnet/presets.ts'
import { createRuntime } from '../../../src/devnet/runtime/index.ts'
import type { Lie } from '../lying-endpoint.ts'
import { remark, startLane } from './stage.ts'

let devnet: Devnet
afterEach(() => devnet.stop())

async function chainThatKeeps(keep: { keepStates: number; keepBlocks?: number }): Promise<void> {
  await accountsReady()
  devnet = await startDevnet({ port: 0, ...keep }, { runtime: createRuntime(development()) })
  for (let made = 0; made < 4; made += 1) devnet.seal()
}

/** Blocks that the node does not see. */
function blocksWhileAway(count: number): void {
  devnet.rejectConnections(true)
  devnet.dropConnections()
  for (let made = 0; made < count; made += 1) devnet.seal()
  devnet.rejectConnections(false)
}

const skipped = ({ facts }: Awaited<ReturnType<typeof startLane>>) =>
  facts.filter(({ type }) => type === 'chain.HistorySkipped')

describe('blocks that pass while a node is away, longer than anybody keeps their states', () => {
  it('are searched all the same: what landed in one is not taken for expired', async () => {
    await chainThatKeeps({ keepStates: 6 })
    const stage = await startLane({ devnet, config: { eraPeriod: 8 } })
    const outcome = stage.submit('x', remark('x'))
    await stage.until(() => stage.sent.length === 1)
    blocksWhileAway(40)
    expect(await stage.withBlocks(outcome)).toMatchObject({
      ok: true,
      value: { outcome: { result: 'unknown' }, block: { number: 5 } },
    })
    expect(skipped(stage)).toHaveLength(1)
    expect(stage.sent).toHaveLength(1)
  })

  it('have nothing of a nonce that is still to be used, though nobody keeps the blocks either', async () => {
    await chainThatKeeps({ keepStates: 6, keepBlocks: 12 })
    const stage = await startLane({ devnet, config: { eraPeriod: 8 } })
    const outcome = stage.submit('x', remark('x'))
    await stage.until(() => stage.sent.length === 1)
    devnet.chain.pool.clear()
    blocksWhileAway(60)
    expect(await stage.withBlocks(outcome)).toMatchObject({ ok: false, refusal: { reason: 'expired' } })
    expect(skipped(stage)).toHaveLength(1)
  })

  it('leave it open what came of one whose nonce was used, until somebody has the blocks', async () => {
    await chainThatKeeps({ keepStates: 6 })
    let forgotten = 0
    const lie: Lie = (method, [wanted], truth) =>
      method === 'chain_getBlockHash' && Array.isArray(wanted)
        ? wanted.map((number: number, index) => (number > 0 && number < forgotten ? null : (truth as string[])[index]))
        : undefined
    const stage = await startLane({ devnet, lie, config: { eraPeriod: 8 } })
    const outcome = stage.submit('x', remark('x'))
    await stage.until(() => stage.sent.length === 1)
    forgotten = 50
    blocksWhileAway(60)
    for (let made = 0; made < 80 && skipped(stage).length === 0; made += 1) await stage.block()
    for (let made = 0; made < 12; made += 1) await stage.block()
    expect(skipped(stage)).toHaveLength(1)
    // Neither done nor to be done again.
    expect(stage.settled).toEqual([])
    forgotten = 0
    expect(await stage.withBlocks(outcome)).toMatchObject({ ok: true, value: { outcome: { result: 'unknown' } } })
    expect(stage.sent).toHaveLength(1)
  })

  it('are no hindrance to a start when nothing can have landed in them', async () => {
    await chainThatKeeps({ keepStates: 6, keepBlocks: 12 })
    for (let made = 0; made < 100; made += 1) devnet.seal()
    const journal = createSqliteJournal(':memory:')
    journal.begin({ key: 'old', call: remark('old'), priority: 'normal', deadline: undefined, batch: undefined })
    const hash = `0x${'12'.repeat(32)}`
    journal.signed({ hex: '0x00', hash, nonce: 0, birth: 3, death: 67, tip: 0n, specVersion: 1 }, ['old'])
    const stage = await startLane({ devnet, journal })
    expect(await stage.withBlocks(stage.submit('new', remark('new')))).toMatchObject({ ok: true })
    expect(stage.settled.map(({ key, outcome }) => [key, outcome])).toEqual([
      ['old', 'expired'],
      ['new', 'success'],
    ])
  })
})
