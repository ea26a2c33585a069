import { describe, expect, it } from 'vitest'
import { type PlainAgreement, type PlainLeaf, plainDraws, plainLeaves, plainRoot } from '../../plain-bill.ts'
import type { Answer, BillSeen, BlockSeen, EventSeen, ServiceBillSeen, Statement } from '../observed.ts'
import { gapsOf, judgeBill } from './bills.ts'
import { brokenPromises, doubleBookings, needlessRefusals } from './bookings.ts'
import { judgeFrauds } from './frauds.ts'
import { judgePower } from './power.ts'
import { judgeServices, serviceLeaves } from './service-bills.ts'

const SECOND = 1_000
const ROOM = { cru: 4, mru: 10, sru: 10, hru: 0 }

const block = (number: number, ...events: readonly [string, string, Record<string, unknown>][]): BlockSeen => ({
  number,
  hash: `0x${String(number).padStart(64, '0')}`,
  at: number * 10 * SECOND,
  events: events.map(([pallet, name, data]): EventSeen => ({ pallet, name, data, extrinsic: 0 })),
})
const made = (contractId: number, nodeId: number) =>
  ['smartContractModule', 'ContractCreated', { 0: { contractId, contractType: { nodeContract: { nodeId } } } }] as const
const ended = (contractId: number) => ['smartContractModule', 'NodeContractCanceled', { contractId }] as const
const told = (nodeId: number, powerTarget: string) =>
  ['tfgridModule', 'PowerTargetChanged', { nodeId, powerTarget }] as const
const answer = (at: number, cru: number, more: Partial<Answer> = {}): Answer => ({
  user: 7,
  node: 1,
  room: { cru, mru: 1, sru: 1, hru: 0 },
  at: at * SECOND,
  until: (at + 60) * SECOND,
  ...more,
})

describe('double bookings', () => {
  it('are what was promised of a node beyond what it has, at one time', () => {
    const blocks = [block(1, [...made(1, 1)]), block(5, [...ended(1)])]
    const first = answer(5, 3, { contract: 1 })
    expect(doubleBookings({ blocks, answers: [first, answer(49, 1)] }, { room: ROOM })).toEqual([])
    expect(doubleBookings({ blocks, answers: [first, answer(51, 4)] }, { room: ROOM })).toEqual([])
    expect(doubleBookings({ blocks, answers: [first, answer(49, 2)] }, { room: ROOM })).toHaveLength(1)
    expect(doubleBookings({ blocks, answers: [first, answer(49, 2, { node: 2 })] }, { room: ROOM })).toEqual([])
  })

  it('are not needed for a promise to be broken: a node that refuses is enough, one that is dead is not', () => {
    const answers = [answer(1, 1, { refused: 'no-room' }), answer(1, 1, { refused: 'cancelled' }), answer(1, 1)]
    expect(brokenPromises({ answers })).toHaveLength(1)
  })
})

describe('a refusal', () => {
  it('is needless when a node that lives had room for what was asked', () => {
    const answers = [answer(5, 3), answer(5, 4, { node: 2 })]
    const refusals = [{ at: 10 * SECOND, room: { cru: 1, mru: 1, sru: 1, hru: 0 } }]
    const of = (at: number, nodes: readonly number[]) =>
      needlessRefusals({ blocks: [], answers, refusals, deaths: new Map([[1, at * SECOND]]) }, { room: ROOM }, nodes)
    expect([of(11, [1, 2]), of(9, [1, 2]), of(11, [2])].map(({ length }) => length)).toEqual([1, 0, 0])
  })
})

describe('power', () => {
  it('is not taken from under a contract, nor from under an answer', () => {
    const blocks = [
      block(1, [...made(1, 1)]),
      block(2, [...told(1, 'Down')], [...told(2, 'Down')]),
      block(3, [...ended(1)]),
      block(4, [...told(1, 'Down')], [...told(1, 'Up')]),
    ]
    const found = judgePower({ blocks, answers: [] })
    expect(found).toMatchObject({ toldDown: 3, toldUp: 1, underClaim: [] })
    expect(found.underDeployment).toEqual(['node 1 in block 2: PowerTargetChanged'])
    expect(judgePower({ blocks, answers: [answer(30, 1)] }).underClaim).toEqual(['node 1 in block 4'])
  })
})

const HOUR = { cru: 3_600n, mru: 0n, sru: 0n, hru: 0n, ipv4: 0n, nru: 0n }
const AGREEMENT: PlainAgreement = {
  id: 1n,
  farm: 3,
  rates: { cu: 100n, su: 0n, ipu: 0n, nu: 0n },
  maxPerPeriod: 10_000n,
  deposit: 1_000_000n,
  since: 1,
  ends: null,
}
const stated = (node: number, deployment: number) => ({
  agreement: 1n,
  deployment: BigInt(deployment),
  node,
  used: HOUR,
})
const statement = (node: number, at = 605): Statement => ({
  node,
  period: 9,
  at: at * SECOND,
  used: [stated(node, 1), stated(node, 2)],
  badSignatures: 0,
})
const LEAVES = plainLeaves([...statement(1).used, ...statement(2).used], [AGREEMENT], 9)
const billOf = (leaves: readonly PlainLeaf[], more: Partial<BillSeen> = {}): BillSeen => ({
  farm: 3,
  period: 9,
  ...plainRoot(leaves),
  block: 70,
  at: 630 * SECOND,
  agreements: [AGREEMENT],
  leaves,
  ...more,
})
const seen = (...statements: readonly Statement[]) => ({ statements, blocks: [], deaths: new Map<number, number>() })
const TIMES = { grace: SECOND, length: 60 }

describe('a bill', () => {
  it('is exact when it is what the nodes have signed', () => {
    expect(judgeBill(billOf(LEAVES), seen(statement(1), statement(2)), TIMES).verdict).toBe('exact')
  })

  it('may be without a node that answered too late, or died, and not without another', () => {
    const bill = billOf(LEAVES.filter(({ node }) => node === 1))
    expect(judgeBill(bill, seen(statement(1), statement(2, 640)), TIMES)).toMatchObject({
      verdict: 'partial',
      left: [2],
    })
    expect(judgeBill(bill, seen(statement(1), statement(2)), TIMES).verdict).toBe('wrong')
    const deaths = new Map([[2, 610 * SECOND]])
    expect(judgeBill(bill, { ...seen(statement(1), statement(2)), deaths }, TIMES).verdict).toBe('partial')
  })

  it('need not have what a node says of a deployment that was over when the period began', () => {
    const blocks = [block(1, [...made(1, 1)]), block(54, [...ended(1)])]
    const bill = billOf(LEAVES.filter(({ deployment }) => deployment !== 1n))
    const both = { ...seen(statement(1), statement(2)), blocks }
    expect(judgeBill(bill, both, TIMES).verdict).toBe('exact')
    expect(judgeBill(billOf(LEAVES), both, TIMES).verdict).toBe('exact')
    expect(judgeBill(bill, { ...both, blocks: blocks.slice(0, 1) }, TIMES).verdict).toBe('wrong')
  })

  it('is false where it says more than a node, and wrong where it is anything else', () => {
    const both = seen(statement(1), statement(2))
    const more = LEAVES.map((leaf, at) => (at === 1 ? { ...leaf, used: { ...HOUR, cru: 7_200n } } : leaf))
    const dear = plainLeaves(more, [AGREEMENT], 9)
    expect(judgeBill(billOf(dear), both, TIMES)).toMatchObject({ verdict: 'false', falseAmounts: [{ from: 25n }] })
    expect(judgeBill(billOf(LEAVES.map((leaf) => ({ ...leaf, amount: leaf.amount + 1n }))), both, TIMES).verdict).toBe(
      'wrong',
    )
    expect(judgeBill(billOf(LEAVES, { total: 7n }), both, TIMES).verdict).toBe('wrong')
    expect(judgeBill(billOf(LEAVES), seen(statement(1)), TIMES).verdict).toBe('wrong')
  })

  it('follows the one before', () => {
    const bills = [3, 4, 6, 6].map((period) => billOf(LEAVES, { period }))
    expect(gapsOf(bills, 3)).toHaveLength(2)
  })
})

describe('the bills under a service contract', () => {
  const RATES = { cu: 100_000n, su: 0n, ipu: 0n, nu: 0n }
  const of = (period: number, cru: bigint): Statement => ({
    node: 1,
    period,
    at: 0,
    used: [{ agreement: 4n, deployment: 8n, node: 1, used: { ...HOUR, cru } }],
    badSignatures: 0,
  })
  const statements = [of(1, 1_000n), of(2, 2_000n), of(3, 4_000n)]
  const bill = (first: number, last: number, more: Partial<ServiceBillSeen> = {}): ServiceBillSeen => {
    const { root } = plainRoot(serviceLeaves(statements, RATES, { service: 4n, first, last }))
    return { service: 4n, first, last, root, carried: 0n, asked: 0n, leaves: undefined, ...more }
  }
  // 6,944 for the first period, then 13,889 and 27,778 together.
  const services = [bill(1, 1), bill(2, 3, { carried: 6_944n, asked: 4n })]

  it('carry what is no whole unit over to the next, and leave nothing out', () => {
    const found = judgeServices({ statements, services, blocks: [] }, RATES, 60)
    expect(found).toEqual({ exact: 2, partial: 0, wrong: [], gaps: [], asked: 4n })
  })

  it('are wrong by one unit, and where a period is in none or in two', () => {
    const dear = [services[0]!, { ...services[1]!, asked: 5n }]
    expect(judgeServices({ statements, services: dear, blocks: [] }, RATES, 60).wrong).toHaveLength(1)
    expect(
      judgeServices(
        { statements, services: [services[0]!, bill(3, 3, { carried: 6_944n, asked: 3n })], blocks: [] },
        RATES,
        60,
      ),
    ).toMatchObject({ wrong: [], gaps: [expect.any(String)] })
    expect(judgeServices({ statements: [of(1, 1_000n)], services, blocks: [] }, RATES, 60).wrong).toHaveLength(1)
  })
})

describe('an auditor', () => {
  const falseBill = (period: number, number: number) => ({
    bill: billOf(LEAVES, { period, block: number }),
    verdict: 'false' as const,
    reason: '',
    falseAmounts: [{ from: 0n, to: 50n }],
    left: [],
  })
  const slashed = (period: number): [string, string, Record<string, unknown>] => [
    'gridAgreements',
    'Slashed',
    { farmId: 3, period },
  ]
  const isDrawn = (number: number, draws: number) =>
    plainDraws(block(number + 1).hash, billOf(LEAVES), draws).some((at) => at < 50n)

  it('has to catch what its draws meet, and nothing else', () => {
    const numbers = [100, 200, 300, 400, 500]
    const caught = numbers.filter((number) => isDrawn(number, 1))
    expect(caught.length).toBeGreaterThan(0)
    expect(caught.length).toBeLessThan(numbers.length)
    const blocks = numbers.flatMap((number) => [
      block(number),
      block(number + 1, ...(isDrawn(number, 1) ? [slashed(number)] : [])),
    ]) as BlockSeen[]
    const judged = numbers.map((number) => falseBill(number, number))
    const found = judgeFrauds({ blocks }, judged, { draws: 1, fraction: 0.4, decidedBy: 1_000 })
    expect(found).toMatchObject({ trials: 5, caught: caught.length, expected: 2.5, unlikeDraws: [], accused: [] })
    expect(found.promised).toEqual({ trials: 5, caught: caught.length })
    expect(
      judgeFrauds({ blocks: blocks.map((each) => ({ ...each, events: [] })) }, judged, {
        draws: 1,
        fraction: 0.4,
        decidedBy: 1_000,
      }).unlikeDraws,
    ).toHaveLength(caught.length)
  })

  it('accuses falsely whom it disputes though the bill is not false', () => {
    const blocks = [block(1), block(2, slashed(9))] as BlockSeen[]
    const honest = { ...falseBill(9, 1), verdict: 'exact' as const, falseAmounts: [] }
    expect(judgeFrauds({ blocks }, [honest], { draws: 1, fraction: 0.4, decidedBy: 10 }).accused).toEqual(['3/9'])
  })
})
