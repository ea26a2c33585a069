import { describe, expect, it } from 'vitest'
import { remark, startLane } from './stage.ts'

describe('what goes first', () => {
  it('is urgent, then near its deadline, then older', async () => {
    const stage = await startLane({ config: { inFlight: 1 } })
    const outcomes = [
      stage.submit('first', remark('first')),
      stage.submit('low', remark('low'), { priority: 'low' }),
      stage.submit('normal', remark('normal')),
      stage.submit('later', remark('later'), { deadline: 500 }),
      stage.submit('sooner', remark('sooner'), { deadline: 400 }),
      stage.submit('urgent', remark('urgent'), { priority: 'urgent' }),
      stage.submit('high', remark('high'), { priority: 'high' }),
    ]
    await stage.withBlocks(Promise.all(outcomes))
    expect(stage.sent.map(({ key }) => key)).toEqual(['first', 'urgent', 'high', 'sooner', 'later', 'normal', 'low'])
  })

  it('is not signed any more once its deadline has come, and nobody waits for it', async () => {
    const stage = await startLane({ config: { inFlight: 1 } })
    const first = stage.submit('first', remark('first'))
    const late = stage.submit('late', remark('late'), { deadline: 3 })
    expect(await stage.withBlocks(late)).toMatchObject({ ok: false, refusal: { reason: 'late', retryable: false } })
    expect(await stage.withBlocks(first)).toMatchObject({ ok: true })
    expect(stage.sent.map(({ key }) => key)).toEqual(['first'])
  })

  it('is signed for no longer than it is of use', async () => {
    const stage = await startLane({ config: { eraPeriod: 64 } })
    const lost = stage.submit('lost', remark('lost'), { deadline: 8 })
    await stage.until(() => stage.sent.length === 1)
    for (let made = 0; made < 8; made += 1) await stage.blockWithoutPool()
    expect(await stage.withBlocks(lost)).toMatchObject({ ok: false, refusal: { reason: 'late' } })
    expect(stage.devnet.chain.finalized.number).toBeLessThan(16)
  })

  it('is signed anew when it expired before its deadline', async () => {
    const stage = await startLane()
    const outcome = stage.submit('again', remark('again'), { deadline: 100 })
    await stage.until(() => stage.sent.length === 1)
    stage.devnet.chain.pool.clear()
    expect(await stage.withBlocks(outcome)).toMatchObject({ ok: true })
    expect(stage.sent.map(({ nonce }) => nonce)).toEqual([0, 0])
    expect(new Set(stage.sent.map(({ hash }) => hash)).size).toBe(2)
  })
})

describe('an extrinsic that does not land', () => {
  it('is sent again, the same bytes, after some blocks', async () => {
    const stage = await startLane({ config: { resendAfter: 2, eraPeriod: 64 } })
    const outcome = stage.submit('lost', remark('lost'))
    await stage.until(() => stage.sent.length === 1)
    stage.devnet.chain.pool.clear()
    expect(await stage.withBlocks(outcome)).toMatchObject({ ok: true, value: { hash: stage.sent[0]!.hash } })
    expect(stage.sent).toHaveLength(1)
  })

  it('is replaced by one that pays more, under the same nonce, until the most is paid', async () => {
    const stage = await startLane({
      config: { eraPeriod: 64, resendAfter: 3, tip: { after: 2, first: 5, most: 20 } },
    })
    const outcome = stage.submit('slow', remark('slow'))
    for (let made = 0; made < 20 && stage.sent.length < 4; made += 1) await stage.blockWithoutPool()
    for (let made = 0; made < 4; made += 1) await stage.blockWithoutPool()
    expect(stage.sent.map(({ tip }) => tip)).toEqual([0n, 5n, 10n, 20n])
    expect(new Set(stage.sent.map(({ nonce }) => nonce))).toEqual(new Set([0]))
    expect(await stage.withBlocks(outcome)).toMatchObject({ ok: true, value: { outcome: { result: 'success' } } })
  })

  it('counts as landed when the cheaper one did', async () => {
    const stage = await startLane({ config: { eraPeriod: 64, tip: { after: 2, first: 5, most: 5 } } })
    const outcome = stage.submit('slow', remark('slow'))
    await stage.until(() => stage.sent.length === 1)
    const { pool } = stage.devnet.chain
    const [cheap] = pool.pending()
    for (let made = 0; made < 12 && stage.sent.length === 1; made += 1) await stage.blockWithoutPool()
    pool.clear()
    pool.submit(cheap!)
    stage.devnet.seal()
    expect(await stage.withBlocks(outcome)).toMatchObject({ ok: true, value: { hash: stage.sent[0]!.hash } })
    expect(stage.sent).toHaveLength(2)
  })

  it('leaves no gap behind: a call that does nothing takes its nonce, so that those above it land', async () => {
    const stage = await startLane({ config: { eraPeriod: 8 } })
    const first = stage.submit('first', remark('first'))
    await stage.until(() => stage.sent.length === 1)
    stage.devnet.chain.pool.clear()
    for (let made = 0; made < 5; made += 1) await stage.block()
    const second = stage.submit('second', remark('second'))
    expect(await stage.withBlocks(first)).toMatchObject({ ok: false, refusal: { reason: 'expired' } })
    expect(await stage.withBlocks(second)).toMatchObject({ ok: true, value: { outcome: { result: 'success' } } })
    expect(stage.sent.map(({ key, nonce }) => [key, nonce])).toEqual([
      ['first', 0],
      ['second', 1],
      ['gap/1', 0],
    ])
  })

  it('is where the finalized chain has it, whatever block it was in before', async () => {
    const stage = await startLane({ config: { eraPeriod: 64 } })
    const { chain } = stage.devnet
    chain.finality = { mode: 'manual' }
    const outcome = stage.submit('twice', remark('twice'))
    await stage.until(() => chain.pool.size === 1)
    const before = chain.best
    const retracted = chain.seal()
    chain.setHead(chain.seal({ parent: before.hash, extrinsics: [] }).hash)
    const landed = chain.seal()
    expect([retracted, landed].map(({ extrinsics }) => extrinsics.length)).toEqual([2, 2])
    chain.finalize(landed.hash)
    expect(await outcome).toMatchObject({ ok: true, value: { block: { number: landed.number, hash: landed.hash } } })
  })
})
