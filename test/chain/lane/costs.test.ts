import { describe, expect, it } from 'vitest'
import { likenessOf } from '../../../src/chain/transactions/costs/likeness.ts'
import { createPrices } from '../../../src/chain/transactions/costs/prices.ts'
import { createPurse } from '../../../src/chain/transactions/costs/purse.ts'
import type { Submitted } from '../../../src/chain/transactions/events.ts'
import { createSqliteJournal } from '../../../src/chain/transactions/journal/sqlite-journal.ts'
import { devAccount } from '../../../src/devnet/accounts.ts'
import { accountKey } from '../../devnet/harness.ts'
import type { Lie } from '../lying-endpoint.ts'
import { type LaneStage, remark, startLane } from './stage.ts'

/** What a lane asks its endpoint about: prices of extrinsics, and balances. */
function counting(lie: Lie = () => undefined) {
  const asked = { prices: 0, balances: 0 }
  const account = `0x${accountKey(devAccount('Bob').account)}`
  const counted: Lie = (method, params, truth) => {
    if (method === 'state_call' && params[0] === 'TransactionPaymentApi_query_info') asked.prices += 1
    if (method === 'state_getStorage' && params[0] === account) asked.balances += 1
    return lie(method, params, truth)
  }
  return { asked, lie: counted }
}

async function land({ withBlocks, submit }: LaneStage, key: string, bytes = 4): Promise<Submitted> {
  const outcome = await withBlocks(submit(key, remark('x'.repeat(bytes))))
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  return outcome.value as Submitted
}

describe('what extrinsics cost', () => {
  it('is asked once for many that are alike, and the balance once for a block', async () => {
    const { asked, lie } = counting()
    const stage = await startLane({ lie })
    await land(stage, 'first')
    expect(asked).toEqual({ prices: 1, balances: 1 })
    const from = stage.devnet.chain.best.number
    for (let round = 0; round < 4; round += 1) {
      const keys = [0, 1, 2, 3, 4, 5].map((each) => `${round}/${each}`)
      await stage.withBlocks(Promise.all(keys.map((key) => stage.submit(key, remark('abcd')))))
    }
    expect(stage.settled.filter(({ outcome }) => outcome === 'success')).toHaveLength(25)
    expect(asked.prices).toBe(1)
    expect(asked.balances).toBeLessThanOrEqual(1 + stage.devnet.chain.best.number - from)
    // Another kind is asked about by itself.
    await land(stage, 'long', 4_000)
    expect(asked.prices).toBe(2)
  })

  it('is asked each time where little more is left than what is kept', async () => {
    const { asked, lie } = counting()
    const { fee } = await land(await startLane(), 'x')
    const keep = { amount: String(10n ** 18n - (9n * fee!) / 2n) }
    const stage = await startLane({ lie, config: { keep } })
    const seen: number[] = []
    for (const key of ['a', 'b', 'c', 'd']) {
      expect((await land(stage, key)).fee).toBe(fee)
      seen.push(asked.prices)
    }
    // What is left beside what is kept is 4.5 of it at first; twice the price has to fit in.
    expect(seen).toEqual([1, 1, 1, 2])
    expect(await stage.withBlocks(stage.submit('e', remark('abcd')))).toMatchObject({
      ok: false,
      refusal: { reason: 'below-floor' },
    })
    expect(asked.prices).toBe(3)
  })

  it('is what is paid in the end', async () => {
    const journal = createSqliteJournal(':memory:')
    const stage = await startLane({ journal })
    const paying = land(stage, 'x')
    await stage.until(() => stage.sent.length === 1)
    const asked = journal.dearestFee()
    expect(asked).toBeGreaterThan(0n)
    expect((await paying).fee).toBe(asked)
  })

  it('is what was paid, where an endpoint says less', async () => {
    const journal = createSqliteJournal(':memory:')
    const cheap: Lie = (method, [api], truth) =>
      // The fee is at the end, 16 bytes.
      method === 'state_call' && api === 'TransactionPaymentApi_query_info'
        ? `${String(truth).slice(0, -32)}01${'00'.repeat(15)}`
        : undefined
    const stage = await startLane({ journal, lie: cheap })
    const paying = land(stage, 'x')
    await stage.until(() => stage.sent.length === 1)
    expect(journal.dearestFee()).toBe(1n)
    const { fee } = await paying
    expect(fee).toBeGreaterThan(1_000_000n)
    expect(journal.dearestFee()).toBe(fee)
  })

  it('is remembered in the next run: by the dearest of all is counted what is kept', async () => {
    const journal = createSqliteJournal(':memory:')
    const before = await startLane({ journal })
    const { fee } = await land(before, 'x', 4_000)
    await before.system.stop('the first run is over')
    const dearest = Number(10n ** 18n / fee!) * 2
    const keep = { dearest }
    const refused = await startLane({ journal, devnet: before.devnet, config: { keep } })
    expect(await refused.withBlocks(refused.submit('y', remark('y')))).toMatchObject({
      ok: false,
      refusal: { reason: 'below-floor' },
    })
    // By itself it would not have been.
    expect(await land(await startLane({ config: { keep } }), 'y')).toMatchObject({ outcome: { result: 'success' } })
  })
})

describe('prices seen', () => {
  const moment = (block: number, specVersion = 1) => ({ block, specVersion })

  it('are the dearest of their likeness, for so many blocks and one runtime', () => {
    const prices = createPrices()
    expect(prices.seen('a', moment(10))).toBeUndefined()
    prices.note('a', { fee: 5n, weight: 70n }, moment(10))
    prices.note('a', { fee: 6n, weight: 60n }, moment(20))
    prices.note('a', { fee: 4n, weight: 50n }, moment(30))
    expect(prices.seen('a', moment(137))).toMatchObject({ fee: 6n, weight: 70n })
    expect(prices.seen('a', moment(138))).toBeUndefined()
    expect(prices.seen('a', moment(11, 2))).toBeUndefined()
    expect(prices.seen('b', moment(11))).toBeUndefined()
    prices.paid('a', 9n)
    prices.paid('a', 8n)
    prices.paid('b', 8n)
    expect(prices.seen('a', moment(40))).toMatchObject({ fee: 9n, weight: 70n })
    expect(prices.seen('b', moment(40))).toBeUndefined()
    // What is asked anew does not remember what was.
    prices.note('a', { fee: 3n, weight: 3n }, moment(11, 2))
    expect(prices.seen('a', moment(11, 2))).toMatchObject({ fee: 3n, weight: 3n })
  })

  it('of no more kinds than there is room for', () => {
    const prices = createPrices()
    for (let each = 0; each <= 256; each += 1) prices.note(`${each}`, { fee: 1n, weight: 1n }, moment(1))
    expect(prices.seen('0', moment(1))).toBeUndefined()
    expect(prices.seen('1', moment(1))).toBeDefined()
  })
})

describe('the likeness of extrinsics', () => {
  const hex = `0x${'ab'.repeat(100)}`
  const accept = (bucket: number) => ({ pallet: 'StorageProvider', name: 'accept_agreement', args: [bucket] })
  const of = (calls: Parameters<typeof likenessOf>[0]['calls'], more: { hex?: string; actsFor?: string } = {}) =>
    likenessOf({ calls, hex, actsFor: undefined, ...more })

  it('is in their calls, about how many there are, and about their length', () => {
    expect(of([accept(1)])).toBe(of([accept(2)]))
    expect(of([accept(1)], { hex: `0x${'ab'.repeat(110)}` })).toBe(of([accept(1)]))
    expect(of([1, 2, 3].map(accept))).toBe(of([1, 2, 3, 4].map(accept)))
    const different = [
      of([accept(1)]),
      of([accept(1)], { hex: `0x${'ab'.repeat(300)}` }),
      of([accept(1)], { actsFor: '0x01' }),
      of([1, 2].map(accept)),
      of([1, 2, 3].map(accept)),
      of([accept(1), remark('x')]),
      of([{ pallet: 'Utility', name: 'batch', args: [[accept(1)]] }]),
      of([{ pallet: 'Utility', name: 'batch', args: [[remark('x')]] }]),
      of([{ pallet: 'Proxy', name: 'proxy', args: ['0x01', null, accept(1)] }]),
    ]
    expect(new Set(different).size).toBe(different.length)
  })
})

describe('a purse', () => {
  it('is read once for a block, less what was promised in it', async () => {
    const purse = createPurse()
    let reads = 0
    const read = async () => {
      reads += 1
      return 100n
    }
    expect(await purse.usable('a', read)).toBe(100n)
    purse.promise(30n)
    expect(await purse.usable('a', read)).toBe(70n)
    purse.promise(80n)
    expect(await purse.usable('a', read)).toBe(0n)
    expect(reads).toBe(1)
    expect(await purse.usable('b', read)).toBe(100n)
    expect(reads).toBe(2)
  })

  it('that could not be read is read again', async () => {
    const purse = createPurse()
    await expect(purse.usable('a', () => Promise.reject(new Error('lost')))).rejects.toThrow('lost')
    expect(await purse.usable('a', async () => 7n)).toBe(7n)
  })
})
