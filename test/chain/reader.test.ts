import { describe, expect, it } from 'vitest'
import { DescribeItem, ReadEntries, ReadState } from '../../src/chain/reader/events.ts'
import { startLane } from './lane/stage.ts'

const pallet = 'StorageProvider'

describe('the reader', () => {
  it('says how many keys an item has, so that one can read it whatever the runtime has made of it', async () => {
    const { system } = await startLane()
    const keysOf = async (item: string) => {
      const outcome = await system.ask(DescribeItem, { pallet, item })
      return outcome.ok ? outcome.value.keys : outcome.refusal.reason
    }
    expect(await Promise.all(['NextBucketId', 'Challenges', 'StorageAgreements', 'NoSuchItem'].map(keysOf))).toEqual([
      0,
      1,
      2,
      'unknown-item',
    ])
  })

  it('reads one value, or the entries of a map', async () => {
    const { system } = await startLane()
    expect(await system.ask(ReadState, { pallet, item: 'NextBucketId', keys: [] })).toEqual({ ok: true, value: 0 })
    expect(await system.ask(ReadEntries, { pallet, item: 'Buckets', keys: [] })).toEqual({ ok: true, value: [] })
  })

  it('reads a value that is nothing but a number by its bytes, whichever end comes first', async () => {
    const { system } = await startLane()
    const at = { pallet: 'System', item: 'Number', keys: [] }
    const read = async () => (await system.ask(ReadState, at)) as { ok: true; value: number }
    const { value } = await read()
    expect(value).toBeGreaterThan(0)
    expect(value).toBeLessThan(1_000)
  })
})
