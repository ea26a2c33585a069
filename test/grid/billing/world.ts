/** A chain that outlives the node: what it has of a farm's money, and what becomes of what is asked of it. */

import type { DispatchOutcome } from '../../../src/chain/transactions/events.ts'
import { rounded } from '../../../src/grid/billing/cost.ts'
import type { Usage } from '../../../src/grid/proof/events.ts'
import type { Submission } from '../../storage/stage.ts'
import { smallFor } from './nodes.ts'

export const FARM = 1
export const DELAY = 2
export const RATES = { cu: 6_000_000n, su: 4_000_000n, ipu: 1_000_000n, nu: 500_000n }
export const MAX = 10n ** 12n
export const SERVICE_FEE = 40n
const FARMER = 7

/**
 * `lost`, `unheard`: the node dies before it is there, or before it hears of it. `forgotten`: and its lane has lost its journal.
 * `forestalled`: another of the same key was there before, with another bill.
 */
export const FATES = ['heard', 'refused', 'lost', 'unheard', 'forgotten', 'forestalled'] as const
export type Fate = (typeof FATES)[number]

export interface ChainBill {
  readonly period: number
  readonly total: bigint
  readonly root: string
}
export interface ServiceBill {
  readonly variable: bigint
  readonly metadata: string
}

/** Nothing runs in every fifth period. */
export const usageIn = (period: number, length: number): Usage[] =>
  period % 5 === 4
    ? []
    : [1n, 2n].map((deployment) => ({
        period,
        node: Number(deployment),
        agreement: 1n,
        deployment,
        used: smallFor(Math.min(length, 600 * (1 + (period % 7)) * Number(deployment))),
      }))

const failed = (name: string): DispatchOutcome => ({
  result: 'failed',
  error: { pallet: 'GridAgreements', name, retryable: false },
})
const never = () => new Promise<never>(() => {})

export function createWorld(from: number, length: number) {
  const bills: ChainBill[] = []
  const serviceBills: ServiceBill[] = []
  /** Periods of bills by another. */
  const foreign = new Set<number>()
  /** What the lane remembers of what it was asked for. */
  const journal = new Set<string>()
  let lastBill = from
  let nextPeriod = 0

  function take({ call }: Submission, seconds: number): DispatchOutcome {
    if (call.name === 'service_contract_bill') {
      const [, variable, metadata] = call.args as [bigint, bigint, string]
      const window = BigInt(Math.min(3_600, seconds - lastBill))
      if (variable > rounded(window * SERVICE_FEE, 3_600n)) return failed('ServiceContractBillingVariableAmountTooHigh')
      // Nobody can say what was used in a time that is not over.
      if (Buffer.from(metadata.slice(2), 'hex').readUInt32LE(5) >= Math.floor(seconds / length))
        return failed('PeriodNotOver')
      lastBill = seconds
      serviceBills.push({ variable, metadata })
      return { result: 'success' }
    }
    const [, period, total, root] = call.args as [number, number, bigint, string]
    const now = Math.floor(seconds / length)
    if (period >= now) return failed('PeriodNotOver')
    if (period + DELAY < now) return failed('PeriodTooOld')
    if (period < nextPeriod) return failed('PeriodBilled')
    nextPeriod = period + 1
    bills.push({ period, total, root })
    return { result: 'success' }
  }

  return {
    seconds: from,
    fate: 'heard' as Fate,
    /** The node has died in the middle of something. */
    isDead: false,
    bills,
    serviceBills,
    foreign,
    async submit(submission: Submission): Promise<DispatchOutcome> {
      if (this.isDead) return never()
      if (journal.has(submission.key)) return { result: 'success' }
      const { fate } = this
      this.fate = 'heard'
      const { name, args } = submission.call
      if (fate === 'forestalled' && name === 'bill') {
        const [farm, period] = args as [number, number]
        const other = { ...submission, call: { ...submission.call, args: [farm, period, 1n, `0x${'ee'.repeat(32)}`] } }
        if (take(other, this.seconds).result === 'success') foreign.add(period)
      }
      if (fate === 'refused') return failed('TotalAboveBond')
      if (fate === 'lost') this.isDead = true
      if (fate === 'lost') return never()
      const outcome = take(submission, this.seconds)
      if (outcome.result === 'success' && fate !== 'forgotten') journal.add(submission.key)
      if (fate === 'heard' || fate === 'forestalled') return outcome
      this.isDead = true
      return never()
    },
    /** As an endpoint reads it. */
    write(state: Map<string, unknown>): void {
      state.set('Now', this.seconds * 1_000)
      state.set(`NodesByFarmID/${FARM}`, [1, 2])
      state.set('ActiveNodeContracts/1', [])
      state.set('ActiveNodeContracts/2', [])
      state.set(`Farms/${FARM}`, { id: FARM, twinId: FARMER, dedicatedFarm: false, publicIps: [] })
      state.set(`Billers/${FARM}`, {
        bond: String(2n ** 70n),
        nextPeriod,
        bills: bills
          .slice(-8)
          .map(({ total, ...bill }) => ({ ...bill, total: String(total), payableAt: String(2n ** 60n) })),
      })
      const since = Math.floor(from / length)
      state.set('Agreements/1', {
        farmId: FARM,
        twinId: 2,
        terms: { rates: RATES },
        maxPerPeriod: String(MAX),
        deposit: String(MAX * 10_000n),
        since,
        ends: null,
      })
      state.set('ServiceContracts/1', {
        serviceTwinId: FARMER,
        consumerTwinId: 2,
        baseFee: 10,
        variableFee: String(SERVICE_FEE),
        lastBill,
        state: 'ApprovedByBoth',
      })
      const price = (value: bigint) => ({ value: String(value), unit: 'Gigabytes' })
      state.set('PricingPolicies/1', {
        cu: price(100_000n),
        su: price(50_000n),
        ipu: price(40_000n),
        nu: price(15_000n),
      })
    },
  }
}

export type World = ReturnType<typeof createWorld>
