import { describe, expect, it } from 'vitest'
import type { BillLeaf as Leaf } from '../../../src/grid/evidence/leaf.ts'
import { agreements } from '../../devnet/calls.ts'
import { COST, leafOf, USED } from './billing.ts'
import { MAX, startAudited } from './on-devnet.ts'

async function started(terms: Parameters<typeof startAudited>[0] = {}) {
  const farm = await startAudited(terms)
  await farm.startAuditor()
  return farm
}

/** Bob's agreement with two deployments, Charlie's with one, on two nodes. */
const honest = (): Leaf[] => [leafOf(), leafOf({ deployment: 2n }), leafOf({ agreement: 2n, node: 2 })]
/** A node says that nothing was used, and has signed something else. */
const unsigned = (reply: { statements?: object[] }) =>
  reply.statements ? { statements: reply.statements.map((each) => ({ ...each, used: NOTHING })) } : reply
const NOTHING = { cru: '0', mru: '0', sru: '0', hru: '0', ipv4: '0', nru: '0' }

const half = { ...USED, cru: USED.cru / 2n }

describe('an honest bill', () => {
  it('is never disputed, whatever is drawn of it, and said to be so', async () => {
    const farm = await started()
    for (let day = 0; day < 3; day += 1) {
      const period = await farm.bill(honest(), day === 1 ? { proving: [1, 2] } : {})
      expect(await farm.verdictOf(period)).toMatchObject([{ verdict: 'honest', reason: null, silent: [], doubts: [] }])
    }
    expect(farm.biller().bond).toBe(farm.BOND)
    expect(farm.told('grid.BillAudited').every(({ chance }) => Number(chance) > 0.99)).toBe(true)
    // Each node once a bill, however many leaves of it are drawn.
    expect(farm.asked.filter(({ command }) => command === 'usage.get')).toHaveLength(6)
  })
})

it('is said to be doubtful where a node was hardly up by its own reports, and not disputed', async () => {
  const farm = await started()
  const isFollowing = () => farm.told('chain.ResyncDone').some(({ consumer }) => consumer === 'audit')
  await farm.blocksUntil(isFollowing, 'following')
  farm.reportUptime(1, 5n)
  await farm.verdictOf(await farm.bill(honest()))
  farm.reportUptime(1, 600n)
  farm.reportUptime(2, 1n)
  const [audit] = await farm.verdictOf(await farm.bill(honest()))
  expect(audit).toMatchObject({ verdict: 'doubtful', reason: null })
  expect(audit!['doubts']).toEqual([expect.stringMatching(/^node 1 was up/), expect.stringMatching(/^node 2 was up/)])
  expect(farm.biller().bond).toBe(farm.BOND)
})

it('is said to be doubtful where a node knows nothing of what is billed', async () => {
  const farm = await started()
  farm.forgeBy((reply) => ((reply as { statements?: object[] }).statements ? { statements: [] } : reply))
  expect(await farm.verdictOf(await farm.bill([leafOf()]))).toMatchObject([
    { verdict: 'doubtful', doubts: ['node 1 knows nothing of 1/1'] },
  ])
})

describe('a false bill', () => {
  it.each<[string, Leaf[]]>([
    ['no-such-agreement', [...honest(), leafOf({ agreement: 3n })]],
    ['above-the-maximum', [leafOf(), leafOf({ agreement: 2n, amount: MAX + 1n, used: { ...USED, cru: 10n ** 9n } })]],
    ['dearer-than-agreed', [leafOf({ amount: COST + 1n }), ...honest().slice(1)]],
    ['no-such-node', [...honest(), leafOf({ agreement: 2n, deployment: 2n, node: 3 })]],
    ['counted-twice', [leafOf(), ...honest()]],
    ['together-above-the-maximum', Array.from({ length: 11 }, (_, at) => leafOf({ deployment: BigInt(at + 1) }))],
  ])('is found and shown: %s', async (reason, leaves) => {
    const farm = await started()
    const period = await farm.bill(leaves)
    expect(await farm.verdictOf(period)).toMatchObject([{ verdict: 'overbilled', reason }])
    expect(farm.biller()).toMatchObject({ bond: 0n, bills: [] })
    expect(farm.told('agreements.Slashed')).toMatchObject([{ by: farm.dave.address, amount: farm.BOND }])
  })

  it('is found whose agreement is over, or not paid in for so long', async () => {
    const farm = await started({ deposit: 4n * MAX })
    farm.submit(farm.charlie, agreements('end', { agreement: 2n }))
    farm.seal()
    for (let day = 0; day < 3; day += 1)
      expect(await farm.verdictOf(await farm.bill(honest()))).toMatchObject([{ verdict: 'honest' }])
    const fourth = await farm.bill(honest())
    expect(await farm.verdictOf(fourth)).toMatchObject([{ verdict: 'overbilled', reason: 'outside-the-agreement' }])
    farm.bond()
    const fifth = await farm.bill(honest().slice(0, 2))
    expect(await farm.verdictOf(fifth)).toMatchObject([{ verdict: 'overbilled', reason: 'not-paid-in' }])
  })

  it('is found however little of it is false, where it comes to more than is agreed', async () => {
    const farm = await started()
    farm.submit(farm.charlie, agreements('end', { agreement: 2n }))
    farm.seal()
    for (let day = 0; day < 3; day += 1) await farm.bill(honest())
    const most = Array.from({ length: 10 }, (_, at) => leafOf({ deployment: BigInt(at) }))
    const period = await farm.bill([...most, leafOf({ agreement: 2n, amount: 1n })])
    expect(await farm.verdictOf(period)).toMatchObject([
      {
        verdict: 'overbilled',
        reason: 'outside-the-agreement',
        doubts: ['it comes to more than its agreements allow'],
      },
    ])
  })

  it('is found that was there before the auditor', async () => {
    const farm = await startAudited()
    const period = await farm.bill([leafOf({ amount: COST + 1n })])
    await farm.startAuditor()
    expect(await farm.verdictOf(period)).toMatchObject([{ verdict: 'overbilled' }])
  })

  it('is not ours to show that another has shown', async () => {
    const farm = await started()
    farm.silentTwins.add(farm.FARMER_TWIN)
    const leaves = [leafOf({ amount: COST + 1n })]
    const period = await farm.bill(leaves)
    await farm.blocksUntil(() => farm.told('grid.AuditUnanswered').length > 0, 'unanswered')
    const proof = { leaf: { ...leaves[0]!, used: { ...USED } }, path: [] }
    const evidence = { type: 'Leaves' as const, value: [proof] }
    farm.submit(farm.charlie, agreements('dispute', { farm_id: 1, period, evidence }))
    expect(await farm.verdictOf(period)).toMatchObject([{ verdict: 'void', reason: null }])
  })

  it.each([
    ['signed', []],
    ['put on the chain', [1]],
  ])('is found and shown that says more than its node has %s', async (_, proving) => {
    const farm = await started()
    const period = await farm.bill(honest(), { stated: { '1/2/1': half }, proving })
    expect(await farm.verdictOf(period)).toMatchObject([{ verdict: 'overbilled', reason: 'more-than-its-node-says' }])
    expect(farm.biller()).toMatchObject({ bond: 0n, bills: [] })
  })

  it('is shown by a receipt of another bill for the same period', async () => {
    const farm = await started()
    const period = await farm.bill(honest())
    await farm.verdictOf(period)
    const { root, total } = farm.biller().bills[0]!
    const other = new Uint8Array(32).fill(1)
    const refused = (reason: string) => ({ ok: false, refusal: { reason } })
    expect(await farm.receipt(period, root, total)).toMatchObject({ ok: true, value: { isSame: true } })
    expect(await farm.receipt(period, other, total, farm.dave)).toMatchObject(refused('not-signed'))
    expect(await farm.receipt(period + 1, other, total)).toMatchObject(refused('no-bill'))
    expect(farm.biller().bond).toBe(farm.BOND)
    expect(await farm.receipt(period, other, total)).toMatchObject({ ok: true, value: { isSame: false } })
    await farm.blocksUntil(() => farm.audits().length === 2, 'a second report')
    expect(farm.audits().at(-1)).toMatchObject({ verdict: 'equivocation', reason: 'signed-twice' })
    expect(farm.biller()).toMatchObject({ bond: 0n, bills: [] })
  })
})

describe('a receipt of the user', () => {
  const billed = (of: string) => (of === '1' ? 2n * COST : COST)

  it('stands for a node that does not answer, where it is for all that is billed', async () => {
    const farm = await started()
    for (const twin of [0, 1]) farm.silentTwins.add(farm.FIRST_NODE_TWIN + twin)
    farm.receipts.set('1', { who: farm.bob, amount: billed('1') })
    farm.receipts.set('2', { who: farm.charlie, amount: billed('2') })
    const period = await farm.bill(honest())
    expect(await farm.verdictOf(period)).toMatchObject([{ verdict: 'honest', silent: [], doubts: [] }])
  })

  it('for another amount makes the bill doubtful, and shows nothing false', async () => {
    const farm = await started()
    farm.receipts.set('1', { who: farm.bob, amount: billed('1') - 1n })
    const period = await farm.bill(honest())
    const doubt = `the user of agreement 1 has signed for ${billed('1') - 1n}, and is billed ${billed('1')}`
    expect(await farm.verdictOf(period)).toMatchObject([{ verdict: 'doubtful', reason: null, doubts: [doubt] }])
    expect(farm.biller().bond).toBe(farm.BOND)
  })

  it('that somebody else has signed is none', async () => {
    const farm = await started()
    farm.silentTwins.add(farm.FIRST_NODE_TWIN + 1)
    farm.receipts.set('2', { who: farm.alice, amount: billed('2') })
    await farm.bill(honest())
    await farm.blocksUntil(() => farm.told('grid.AuditUnanswered').length >= 1, 'unanswered')
    expect(farm.audits()).toEqual([])
  })
})

describe('who does not answer', () => {
  it('is asked again, and found honest when it does', async () => {
    const farm = await started()
    const sleeping = farm.FIRST_NODE_TWIN + 1
    farm.silentTwins.add(sleeping)
    const period = await farm.bill(honest())
    await farm.blocksUntil(() => farm.told('grid.AuditUnanswered').length >= 2, 'asked again')
    expect(farm.told('grid.AuditUnanswered')[0]).toMatchObject({
      period,
      silent: [{ twinId: sleeping, question: 'usage.get' }],
      asked: 1,
    })
    expect(farm.audits()).toEqual([])
    farm.silentTwins.clear()
    expect(await farm.verdictOf(period)).toMatchObject([{ verdict: 'honest', silent: [] }])
    expect(farm.biller().bond).toBe(farm.BOND)
  })

  it.each<[string, (reply: { statements?: object[]; leaf?: object; path?: object[] }) => unknown]>([
    ['nothing that was asked for', () => ({ hello: 'world' })],
    [
      'a leaf that is not in the bill',
      (reply) => (reply.leaf ? { ...reply, leaf: { ...reply.leaf, amount: '1' } } : reply),
    ],
    ['a way up that leads elsewhere', (reply) => (reply.leaf ? { ...reply, path: reply.path!.slice(1) } : reply)],
    ['what its node has not signed', unsigned],
  ])('may as well answer %s: nothing follows from it', async (_, forge) => {
    const farm = await started()
    farm.forgeBy(forge as (reply: unknown) => unknown)
    await farm.bill(honest())
    await farm.blocksUntil(() => farm.told('grid.AuditUnanswered').length >= 2, 'asked again')
    expect(farm.audits()).toEqual([])
    expect(farm.biller().bond).toBe(farm.BOND)
  })

  it.each([
    ['node', 8, 'usage.get'],
    ['farm', 1, 'bill.leaf'],
  ])('is not called dishonest for it when the bill is paid: a %s', async (_, twinId, question) => {
    const farm = await started()
    farm.silentTwins.add(twinId)
    const period = await farm.bill(honest())
    await farm.blocksUntil(() => farm.told('grid.AuditUnanswered').length >= 2, 'asked again')
    farm.pay()
    expect(await farm.verdictOf(period)).toMatchObject([
      { verdict: 'unanswered', reason: null, silent: [{ twinId, question }] },
    ])
    expect(farm.biller().bond).toBe(farm.BOND)
  })
})
