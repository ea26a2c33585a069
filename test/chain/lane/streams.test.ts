import { describe, expect, it } from 'vitest'
import type { Call } from '../../../src/chain/transactions/events.ts'
import { createSqliteJournal } from '../../../src/chain/transactions/journal/sqlite-journal.ts'
import { type LaneStage, remark, startLane } from './stage.ts'

const failing: Call = { pallet: 'StorageProvider', name: 'accept_agreement', args: [77n] }
const each = { batch: { stream: 's', mode: 'each' } } as const
const all = { batch: { stream: 's', mode: 'all' } } as const

/** The texts of the remarks in finalized blocks, in order. */
function remarks({ devnet: { chain } }: LaneStage): string[] {
  const texts: string[] = []
  for (let number = 1; number <= chain.finalized.number; number += 1)
    for (const extrinsic of chain.at(number)!.extrinsics)
      texts.push(
        ...(Buffer.from(extrinsic)
          .toString('latin1')
          .match(/<[a-z0-9]+>/g) ?? []),
      )
  return texts
}

describe('a stream', () => {
  it('lands in the order of its calls, several in one extrinsic, each with an outcome of its own', async () => {
    const stage = await startLane({ config: { batch: { items: 3 } } })
    const outcomes = await stage.withBlocks(
      Promise.all(
        ['a', 'b', 'c', 'd', 'e'].map((key) => stage.submit(key, key === 'b' ? failing : remark(`<${key}>`), each)),
      ),
    )
    expect(
      outcomes.map((outcome) => outcome.ok && (outcome.value as { outcome: { result: string } }).outcome.result),
    ).toEqual(['success', 'failed', 'success', 'success', 'success'])
    expect(stage.settled.find(({ key }) => key === 'b')).toMatchObject({ error: 'StorageProvider.ProviderNotFound' })
    expect(remarks(stage)).toEqual(['<a>', '<c>', '<d>', '<e>'])
    expect(stage.sent.flatMap(({ keys }) => keys)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(stage.sent.length).toBeLessThan(4)
  })

  it('of the mode `all` undoes those beside one that fails', async () => {
    const stage = await startLane({ config: { batch: { age: 2 } } })
    const outcomes = await stage.withBlocks(
      Promise.all([stage.submit('a', remark('<a>'), all), stage.submit('b', failing, all)]),
    )
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({
        ok: true,
        value: { outcome: { result: 'failed', error: { name: 'ProviderNotFound', retryable: false } } },
      })
    expect(stage.sent).toMatchObject([{ keys: ['a', 'b'] }])
  })

  it('waits for others as long as it is told, unless it is full', async () => {
    const stage = await startLane({ config: { batch: { items: 2, age: 5 } } })
    const began = stage.devnet.chain.finalized.number
    const alone = stage.submit('a', remark('<a>'), each)
    await stage.block()
    await stage.block()
    expect(stage.sent).toEqual([])
    const full = stage.submit('b', remark('<b>'), each)
    await stage.withBlocks(Promise.all([alone, full]))
    expect(stage.sent).toMatchObject([{ keys: ['a', 'b'] }])
    expect(stage.devnet.chain.finalized.number - began).toBeLessThan(6)
    const last = stage.submit('c', remark('<c>'), each)
    await stage.withBlocks(last)
    expect(stage.sent).toHaveLength(2)
  })

  it('keeps its order when an extrinsic of it is lost: what it carried goes before all that came later', async () => {
    const stage = await startLane({ config: { eraPeriod: 4, batch: { items: 2 } } })
    const outcomes = ['a', 'b', 'c', 'd'].map((key) => stage.submit(key, remark(`<${key}>`), each))
    await stage.until(() => stage.sent.length === 1)
    stage.devnet.chain.pool.clear()
    for (const outcome of await stage.withBlocks(Promise.all(outcomes)))
      expect(outcome).toMatchObject({ ok: true, value: { outcome: { result: 'success' } } })
    expect(remarks(stage)).toEqual(['<a>', '<b>', '<c>', '<d>'])
  })

  it('takes less at a time than would weigh too much', async () => {
    const stage = await startLane({ config: { batch: { age: 1, weight: 0.000_005 } } })
    await stage.withBlocks(Promise.all(['a', 'b', 'c', 'd'].map((key) => stage.submit(key, remark(`<${key}>`), each))))
    expect(remarks(stage)).toEqual(['<a>', '<b>', '<c>', '<d>'])
    expect(stage.sent.length).toBeGreaterThan(1)
  })

  it('refuses at once what would take others down with it', async () => {
    const stage = await startLane()
    const outcome = await stage.submit('x', { pallet: 'System', name: 'no_such_call', args: [] }, each)
    expect(outcome).toMatchObject({ ok: false, refusal: { reason: 'invalid', retryable: false } })
    const nested = { pallet: 'Utility', name: 'batch', args: [[remark('x')]] }
    expect(await stage.submit('y', nested, each)).toMatchObject({
      refusal: { reason: 'invalid', detail: expect.stringContaining('without a stream') },
    })
    expect(stage.sent).toEqual([])
  })

  it('goes on where it was after the death of the process, with nothing twice', async () => {
    const journal = createSqliteJournal(':memory:')
    const before = await startLane({ journal, config: { batch: { items: 2 } } })
    for (const key of ['a', 'b', 'c']) void before.submit(key, remark(`<${key}>`), each)
    await before.until(() => before.sent.length === 1)
    before.system.pause('transactions')
    const after = await startLane({ journal, devnet: before.devnet, config: { batch: { items: 2 } } })
    const outcomes = ['a', 'b', 'c'].map((key) => after.submit(key, remark(`<${key}>`), each))
    await after.withBlocks(Promise.all(outcomes))
    expect(remarks(after)).toEqual(['<a>', '<b>', '<c>'])
  })
})

describe('the outcome of a call', () => {
  it.each([
    ['batch', 'failed'],
    ['force_batch', 'failed'],
    ['batch_all', 'failed'],
  ])('with a failure inside a %s of its asker is a failure', async (name, result) => {
    const stage = await startLane()
    const call = { pallet: 'Utility', name, args: [[remark('a'), failing]] }
    expect(await stage.withBlocks(stage.submit('nested', call))).toMatchObject({
      ok: true,
      value: { outcome: { result, error: { name: 'ProviderNotFound' } }, fee: expect.any(BigInt) },
    })
  })

  it('says which failures may pass', async () => {
    const stage = await startLane({ config: { retryableErrors: ['StorageProvider.ProviderNotFound'] } })
    expect(await stage.withBlocks(stage.submit('x', failing))).toMatchObject({
      value: { outcome: { error: { retryable: true } } },
    })
  })
})
