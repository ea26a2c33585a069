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

  it('reads integers that are a whole value in their own order of bytes', async () => {
    const { system, submit, withBlocks } = await startLane()
    await withBlocks(submit('one', { pallet, name: 'create_bucket', args: [1] }))
    await withBlocks(submit('two', { pallet, name: 'fund_checkpoint_pool', args: [0, 500_000] }))
    const read = (item: string, keys: unknown[]) => system.ask(ReadState, { pallet, item, keys })
    expect(await read('NextBucketId', [])).toEqual({ ok: true, value: 1 })
    expect(await read('CheckpointPool', [0])).toEqual({ ok: true, value: 500_000 })
  })

  it('reads entries with proofs, and refuses those of an endpoint that keeps one back', async () => {
    let hides = false
    const stage = await startLane({
      reader: { proofs: true },
      lie: (method, _, truth) => (hides && method === 'state_getKeysPaged' ? (truth as string[]).slice(1) : undefined),
    })
    const { system, submit, withBlocks } = stage
    const read = () => system.ask(ReadEntries, { pallet, item: 'Buckets', keys: [] })
    expect(await read()).toEqual({ ok: true, value: [] })
    await withBlocks(
      Promise.all(['one', 'two'].map((key) => submit(key, { pallet, name: 'create_bucket', args: [1] }))),
    )
    expect(await read()).toMatchObject({
      ok: true,
      value: [{ keys: [expect.any(Number)] }, { keys: [expect.any(Number)] }],
    })
    hides = true
    expect(await read()).toMatchObject({ ok: false, refusal: { reason: 'bad-proof', retryable: true } })
  })
})
