import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountsReady, type DevAccount } from '../../../src/devnet/accounts.ts'
import { gridAgreementsStorage as storage } from '../../../src/devnet/runtime/pallets/grid-agreements/index.ts'
import {
  closingBytes,
  type Evidence,
  type Leaf,
  leafBytes,
  receiptBytes,
  statementBytes,
  type Used,
} from '../../../src/devnet/runtime/pallets/grid-agreements/types.ts'
import type { MultiSignature } from '../../../src/devnet/runtime/primitives/index.ts'
import { agreements } from '../calls.ts'
import { createGridStage, GIB, type GridStage } from './stage.ts'
import { billTree, usageTree } from './sum-tree.ts'

const DAY = 86_400
const TERMS = { rates: { cu: 6_000_000n, su: 4_000_000n, ipu: 1_000_000n, nu: 500_000n }, notice: 2 }
const MAX = 1_000_000_000n
const BOND = 10n ** 10n
const ID = { agreement: 1n }

/** A day of 2 cores, 2 GiB of memory and 60 GiB of fast disk: 1 compute unit and 0.3 storage units. */
const USED: Used = {
  cru: 2n * 86_400n,
  mru: 2n * GIB * 86_400n,
  sru: 60n * GIB * 86_400n,
  hru: 0n,
  ipv4: 0n,
  nru: 0n,
}
const COST = 24n * 7_200_000n

const leaf = (change: Partial<Leaf> = {}): Leaf => ({
  agreement: 1n,
  deployment: 1n,
  node: 1,
  used: USED,
  amount: COST,
  ...change,
})

let stage: GridStage
beforeAll(accountsReady)
beforeEach(() => {
  stage = createGridStage()
})

const name = (error: string) => `gridAgreements.${error}`
const farm = () => storage.Billers.get(stage.storage, 1)
const offer = (who = stage.accounts.alice) => stage.outcome(who, agreements('offer', { farm_id: 1, terms: TERMS }))
const bond = (amount = BOND, who = stage.accounts.alice) =>
  stage.outcome(who, agreements('bond', { farm_id: 1, amount }))
const agree = (who: DevAccount, change: { terms?: typeof TERMS; max_per_period?: bigint; deposit?: bigint } = {}) =>
  stage.outcome(
    who,
    agreements('agree', { farm_id: 1, terms: TERMS, max_per_period: MAX, deposit: 5n * MAX, ...change }),
  )
const bill = (period: number, total: bigint, root: Uint8Array = new Uint8Array(32), who = stage.accounts.alice) =>
  stage.outcome(who, agreements('bill', { farm_id: 1, period, total, root }))
const billLeaves = (period: number, leaves: readonly Leaf[]) => {
  const { root, paths } = billTree(leaves)
  return {
    error: bill(period, root.sum, root.hash),
    proofs: leaves.map((each, i) => ({ leaf: each, path: paths[i]! })),
  }
}
const dispute = (evidence: Evidence, period = 0, who = stage.accounts.dave) =>
  stage.chain.submit(who, agreements('dispute', { farm_id: 1, period, evidence }))
const sign = (who: DevAccount, bytes: Uint8Array): MultiSignature => ({
  type: who.scheme === 'ed25519' ? 'Ed25519' : 'Sr25519',
  value: who.sign(bytes),
})
const genesis = () => stage.chain.hashes[0]!
const days = (count: number) => stage.chain.pass(count * DAY)

/** Bob (1) and Charlie (2) have agreed with the farm, and the first day is over. */
function aDay() {
  const { bob, charlie } = stage.accounts
  expect([offer(), bond(), agree(bob), agree(charlie)]).toEqual(Array(4).fill(undefined))
  days(1)
}

describe('an agreement', () => {
  it('is what a farm offers, taken by a user who pays in', () => {
    const { bob, charlie, dave } = stage.accounts
    expect(offer(bob)).toBe(name('NotFarmer'))
    expect(agree(bob)).toBe(name('OfferNotExists'))
    expect([offer(), bond()]).toEqual([undefined, undefined])
    expect(agree(dave)).toBe(name('TwinNotExists'))
    expect(agree(bob, { terms: { ...TERMS, notice: 1 } })).toBe(name('OfferChanged'))
    expect(agree(bob, { max_per_period: 0n })).toBe(name('MaximumIsZero'))
    expect(agree(bob, { deposit: MAX - 1n })).toBe(name('DepositTooSmall'))
    const before = stage.free(bob)
    expect(agree(bob)).toBeUndefined()
    expect(before - stage.free(bob)).toBeGreaterThan(5n * MAX)
    expect(storage.Agreements.get(stage.storage, 1n)).toEqual({
      farm_id: 1,
      twin_id: 2,
      terms: TERMS,
      max_per_period: MAX,
      deposit: 5n * MAX,
      since: 0,
      ends: undefined,
    })
    agree(charlie)
    stage.outcome(dave, agreements('pay_in', { agreement: 2n, amount: MAX }))
    expect(farm()).toEqual({ bond: BOND, pool: 11n * MAX, ceiling: 2n * MAX, agreements: 2, next_period: 0, bills: [] })
  })

  it('ends with notice, and gives back what was not spent when both say so', () => {
    const { alice, bob, charlie } = stage.accounts
    aDay()
    const end = (who: DevAccount) => stage.outcome(who, agreements('end', ID))
    expect([end(charlie), end(bob), end(alice)]).toEqual([name('NotParty'), undefined, name('AgreementEnding')])
    const close = (who: DevAccount, spent: bigint, signer: DevAccount) =>
      stage.outcome(
        who,
        agreements('close', {
          ...ID,
          spent,
          signature: sign(signer, closingBytes({ genesis: genesis(), agreement: 1n, spent })),
        }),
      )
    days(4)
    expect(close(bob, COST, alice)).toBe(name('AgreementNotOver'))
    days(1)
    expect(close(bob, COST, charlie)).toBe(name('BadSignature'))
    expect(close(bob, 5n * MAX, alice)).toBe(name('SpentTooHigh'))
    const before = stage.free(alice)
    expect(close(bob, COST, alice)).toBeUndefined()
    expect(stage.free(alice)).toBe(before)
    expect(storage.Agreements.get(stage.storage, 1n)).toBeUndefined()
    expect(farm()).toMatchObject({ pool: 5n * MAX + COST, ceiling: MAX, agreements: 1 })
  })

  it('ends as if the most had been spent where the other is silent', () => {
    const { bob } = stage.accounts
    aDay()
    const close = () => stage.outcome(bob, agreements('close_alone', ID))
    expect(close()).toBe(name('AgreementNotOver'))
    stage.outcome(bob, agreements('end', ID))
    days(6)
    expect(close()).toBeUndefined()
    // Days 0 to 3: the fourth is the last by two periods' notice.
    expect(farm()).toMatchObject({ pool: 9n * MAX })
  })

  it('is given back out of the bond when its farm has taken the pool', () => {
    const { alice, bob } = stage.accounts
    expect([offer(), bond(), agree(bob, { deposit: 3n * MAX })]).toEqual(Array(3).fill(undefined))
    for (let day = 0; day < 3; day++) {
      days(1)
      expect(bill(day, MAX)).toBeUndefined()
    }
    stage.outcome(bob, agreements('end', ID))
    days(6)
    stage.outcome(bob, agreements('settle', { farm_id: 1 }))
    expect(farm()).toMatchObject({ pool: 0n, bond: BOND, bills: [] })
    const closing = {
      ...ID,
      spent: MAX,
      signature: sign(alice, closingBytes({ genesis: genesis(), agreement: 1n, spent: MAX })),
    }
    expect(stage.outcome(bob, agreements('close', closing))).toBeUndefined()
    expect(farm()).toMatchObject({ bond: BOND - 2n * MAX, agreements: 0 })
  })
})

describe('a bill', () => {
  it('is one a period, of a period that is over, by the farmer', () => {
    aDay()
    expect(bill(0, COST, undefined, stage.accounts.bob)).toBe(name('NotFarmer'))
    expect(bill(1, COST)).toBe(name('PeriodNotOver'))
    days(3)
    expect(bill(1, COST)).toBe(name('PeriodTooOld'))
    expect([bill(2, COST), bill(2, COST), bill(3, COST)]).toEqual([undefined, name('PeriodBilled'), undefined])
  })

  it('is at most what was agreed, paid in, and stood for', () => {
    aDay()
    expect(bill(0, 2n * MAX + 1n)).toBe(name('TotalAboveAgreed'))
    expect(bill(0, 2n * MAX)).toBeUndefined()
    days(1)
    stage = createGridStage()
    offer()
    bond(2n * MAX)
    agree(stage.accounts.bob)
    days(1)
    expect(bill(0, MAX)).toBeUndefined()
    stage = createGridStage()
    offer()
    bond(2n * MAX - 1n)
    agree(stage.accounts.bob)
    days(1)
    expect(bill(0, MAX)).toBe(name('TotalAboveBond'))
  })

  it('is paid by the next one once its time is over, and then forgotten', () => {
    const { alice, dave } = stage.accounts
    aDay()
    expect(bill(0, COST)).toBeUndefined()
    const settle = () => stage.outcome(dave, agreements('settle', { farm_id: 1 }))
    expect(settle()).toBe(name('BillNotExists'))
    days(1)
    const before = stage.free(alice)
    const { events } = stage.chain.submit(
      alice,
      agreements('bill', { farm_id: 1, period: 1, total: MAX, root: new Uint8Array(32) }),
    )
    const fee = events.find(({ name: each }) => each === 'transactionPayment.TransactionFeePaid')?.data['actualFee']
    expect(stage.free(alice) - before).toBe(COST - BigInt(fee as number))
    expect(farm()).toMatchObject({ pool: 10n * MAX - COST, next_period: 2 })
    expect(farm()?.bills.map(({ period }) => period)).toEqual([1])
    days(1)
    expect(settle()).toBeUndefined()
    expect(farm()?.bills).toEqual([])
  })

  it('is few bytes, however many users there are', () => {
    aDay()
    const before = [...stage.chain.state].map(([key, value]) => key.length / 2 + value.length)
    const signed = stage.chain.sign(
      stage.accounts.alice,
      agreements('bill', { farm_id: 1, period: 0, total: COST, root: new Uint8Array(32) }),
    )
    stage.chain.block(signed)
    const after = [...stage.chain.state].map(([key, value]) => key.length / 2 + value.length)
    const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0)
    expect(signed.length).toBeLessThan(160)
    expect(after.length - before.length).toBeLessThanOrEqual(2)
    expect(sum(after) - sum(before)).toBeLessThan(400)
  })
})

describe('a farmer', () => {
  it('leaves when nothing is open, with bond and pool', () => {
    const { alice, bob } = stage.accounts
    const leave = () => stage.outcome(alice, agreements('leave', { farm_id: 1 }))
    offer()
    bond()
    agree(bob)
    expect(leave()).toBe(name('AgreementsOpen'))
    stage.outcome(alice, agreements('end', ID))
    days(1)
    bill(0, MAX)
    expect(leave()).toBe(name('BillsOpen'))
    days(6)
    stage.outcome(bob, agreements('settle', { farm_id: 1 }))
    stage.outcome(bob, agreements('close_alone', ID))
    expect(leave()).toBeUndefined()
    expect([farm(), storage.Offers.get(stage.storage, 1)]).toEqual([undefined, undefined])
    expect(stage.chain.account(alice).info?.data.reserved).toBe(0)
  })
})

describe('what a node proves', () => {
  it('is of a period that is over, later than the last, and costs nothing', () => {
    const { bob, node1 } = stage.accounts
    const prove = (who: DevAccount, period: number) =>
      stage.outcome(who, agreements('prove', { period, root: new Uint8Array(32).fill(7) }))
    days(2)
    expect(prove(bob, 0)).toBe(name('NodeNotExists'))
    const before = stage.free(node1)
    expect([prove(node1, 1), stage.free(node1)]).toEqual([undefined, before])
    expect([prove(node1, 1), prove(node1, 2)]).toEqual([name('PeriodProved'), name('PeriodNotOver')])
    expect(storage.NodeProofs.get(stage.storage, 1)).toEqual([{ period: 1, root: new Uint8Array(32).fill(7) }])
    days(5)
    for (let period = 2; period < 7; period++) expect(prove(node1, period)).toBeUndefined()
    expect(storage.NodeProofs.get(stage.storage, 1).map(({ period }) => period)).toEqual([3, 4, 5, 6])
  })
})

describe('a dispute', () => {
  const honest = () => [leaf(), leaf({ deployment: 2n }), leaf({ agreement: 2n, node: 2 })]

  it('of an honest bill fails, whatever is shown of it', () => {
    aDay()
    const { error, proofs } = billLeaves(0, honest())
    expect(error).toBeUndefined()
    expect(dispute({ type: 'Leaves', value: [proofs[0]!] }).error).toBe(name('NoEvidence'))
    expect(dispute({ type: 'Leaves', value: [proofs[0]!, proofs[1]!] }).error).toBe(name('NoEvidence'))
    expect(dispute({ type: 'Leaves', value: [proofs[0]!, proofs[0]!] }).error).toBe(name('NoEvidence'))
    expect(dispute({ type: 'Leaves', value: [proofs[0]!, proofs[2]!] }).error).toBe(name('NoEvidence'))
    expect(dispute({ type: 'Leaves', value: [] }).error).toBe(name('NoEvidence'))
    const forged = { leaf: { ...honest()[0]!, amount: MAX + 1n }, path: proofs[0]!.path }
    expect(dispute({ type: 'Leaves', value: [forged] }).error).toBe(name('NotInBill'))
    expect(dispute({ type: 'Leaves', value: [proofs[0]!] }, 3).error).toBe(name('BillNotExists'))
  })

  it.each<[string, Leaf[]]>([
    ['of no agreement', [leaf(), leaf({ agreement: 3n })]],
    ['above the maximum', [leaf(), leaf({ amount: MAX + 1n, used: { ...USED, cru: 10n ** 9n } })]],
    ['dearer than the rates', [leaf(), leaf({ amount: COST + 1n })]],
    ['on a node that never was', [leaf(), leaf({ node: 3 })]],
  ])('shows a leaf %s', (_, leaves) => {
    aDay()
    const { error, proofs } = billLeaves(0, leaves)
    expect(error).toBeUndefined()
    expect(dispute({ type: 'Leaves', value: [proofs[0]!] }).error).toBe(name('NoEvidence'))
    expect(dispute({ type: 'Leaves', value: [proofs[1]!] }).error).toBeUndefined()
    expect(farm()).toMatchObject({ bond: 0n, bills: [] })
  })

  it('shows a leaf that nothing was paid in for', () => {
    offer()
    bond()
    agree(stage.accounts.bob, { deposit: MAX })
    agree(stage.accounts.charlie)
    days(2)
    const { error, proofs } = billLeaves(1, [leaf()])
    expect(error).toBeUndefined()
    expect(dispute({ type: 'Leaves', value: proofs }, 1).error).toBeUndefined()
  })

  it('shows leaves that count one thing twice, or come to more than the maximum', () => {
    aDay()
    const twice = billLeaves(0, [leaf(), leaf({ deployment: 2n }), leaf()])
    expect(twice.error).toBeUndefined()
    expect(dispute({ type: 'Leaves', value: [twice.proofs[0]!, twice.proofs[1]!] }).error).toBe(name('NoEvidence'))
    expect(dispute({ type: 'Leaves', value: [twice.proofs[0]!, twice.proofs[2]!] }).error).toBeUndefined()
    bond()
    days(1)
    const many = billLeaves(
      1,
      Array.from({ length: 6 }, (_, i) => leaf({ deployment: BigInt(i) })),
    )
    expect(many.error).toBeUndefined()
    expect(dispute({ type: 'Leaves', value: many.proofs.slice(0, 5) }, 1).error).toBe(name('NoEvidence'))
    expect(dispute({ type: 'Leaves', value: many.proofs }, 1).error).toBeUndefined()
  })

  it('takes the bond: half for who showed it, the rest burned; the users are not billed', () => {
    const { alice, dave } = stage.accounts
    aDay()
    const { proofs } = billLeaves(0, [leaf({ amount: COST + 1n })])
    const before = stage.free(dave)
    const { events } = dispute({ type: 'Leaves', value: proofs })
    const fee = events.find(({ name: each }) => each === 'transactionPayment.TransactionFeePaid')?.data['actualFee']
    expect(stage.free(dave) - before).toBe(BOND / 2n - BigInt(fee as number))
    expect(events.find(({ name: each }) => each === name('Slashed'))?.data).toMatchObject({
      farmId: 1,
      period: 0,
      amount: Number(BOND),
      by: dave.address,
    })
    expect(stage.chain.account(alice).info?.data.reserved).toBe(0)
    days(1)
    expect(bill(1, COST)).toBe(name('TotalAboveBond'))
    expect(farm()?.pool).toBe(10n * MAX)
    expect(dispute({ type: 'Leaves', value: proofs }).error).toBe(name('BillNotExists'))
  })

  it("shows what the bill's node has signed", () => {
    const { node1, node2 } = stage.accounts
    aDay()
    const { proofs } = billLeaves(0, honest())
    const usage = (used: Used, signer: DevAccount, period = 0): Evidence => ({
      type: 'Usage',
      value: {
        billed: proofs[0]!,
        used,
        signature: sign(
          signer,
          statementBytes({ genesis: genesis(), node: 1, period, agreement: 1n, deployment: 1n, used }),
        ),
      },
    })
    const half = { ...USED, cru: USED.cru / 2n }
    expect(dispute(usage(USED, node1)).error).toBe(name('NoEvidence'))
    expect(dispute(usage({ ...USED, cru: USED.cru * 2n }, node1)).error).toBe(name('NoEvidence'))
    expect(dispute(usage(half, node2)).error).toBe(name('BadSignature'))
    expect(dispute(usage(half, node1, 1)).error).toBe(name('BadSignature'))
    expect(dispute(usage(half, node1)).error).toBeUndefined()
  })

  it("shows what the bill's node has proved", () => {
    const { node1 } = stage.accounts
    aDay()
    const { proofs } = billLeaves(0, honest())
    const half = { ...USED, sru: USED.sru / 2n }
    const statements = [1n, 2n, 3n].map((deployment) =>
      statementBytes({ genesis: genesis(), node: 1, period: 0, agreement: 1n, deployment, used: half }),
    )
    const { root, paths } = usageTree(statements)
    const proven = (used: Used, path = paths[0]!): Evidence => ({
      type: 'Proven',
      value: { billed: proofs[0]!, used, path },
    })
    expect(dispute(proven(half)).error).toBe(name('NotInProof'))
    stage.outcome(node1, agreements('prove', { period: 0, root: root.hash }))
    expect(dispute(proven(half, paths[1])).error).toBe(name('NotInProof'))
    expect(dispute(proven({ ...half, sru: 0n })).error).toBe(name('NotInProof'))
    expect(dispute(proven(half)).error).toBeUndefined()
  })

  it('shows another bill that the farmer has signed for the same period', () => {
    const { alice, bob } = stage.accounts
    aDay()
    const { root } = billTree(honest())
    billLeaves(0, honest())
    const other = new Uint8Array(32).fill(1)
    const signed = (hash: Uint8Array, total: bigint, signer: DevAccount, chain = genesis()): Evidence => ({
      type: 'Equivocation',
      value: {
        root: hash,
        total,
        signature: sign(signer, receiptBytes({ genesis: chain, farm: 1, period: 0, root: hash, total })),
      },
    })
    expect(dispute(signed(root.hash, root.sum, alice)).error).toBe(name('NoEvidence'))
    expect(dispute(signed(other, root.sum, bob)).error).toBe(name('BadSignature'))
    expect(dispute(signed(other, root.sum, alice, other)).error).toBe(name('BadSignature'))
    expect(dispute(signed(other, root.sum, alice)).error).toBeUndefined()
  })

  it('comes too late once the bill is paid', () => {
    aDay()
    const { proofs } = billLeaves(0, [leaf({ amount: COST + 1n })])
    days(1)
    stage.outcome(stage.accounts.bob, agreements('settle', { farm_id: 1 }))
    expect(dispute({ type: 'Leaves', value: proofs }).error).toBe(name('BillNotExists'))
  })
})

it('has records of the lengths that are written down', () => {
  expect([
    leafBytes(leaf()).length,
    statementBytes({ genesis: genesis(), node: 1, period: 0, agreement: 1n, deployment: 1n, used: USED }).length,
    receiptBytes({ genesis: genesis(), farm: 1, period: 0, root: new Uint8Array(32), total: 1n }).length,
    closingBytes({ genesis: genesis(), agreement: 1n, spent: 1n }).length,
  ]).toEqual([108, 137, 96, 65])
})

it('binds three leaves by the root that their description gives elsewhere', () => {
  const { root } = billTree([leaf(), leaf({ deployment: 2n }), leaf({ agreement: 2n, node: 2 })])
  expect(root.sum).toBe(518_400_000n)
  // By another program, in another language.
  expect(Buffer.from(root.hash).toString('hex')).toBe(
    '1dc163e1c22a5ce46390f117f95af9ac1249df8c68472c3536a272ba6b2ba78c',
  )
})
