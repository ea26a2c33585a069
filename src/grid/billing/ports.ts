import type { Signer } from '../../chain/signing/signer.ts'
import type { ActorContext, TaskContext } from '../../kernel/index.ts'
import type { BillLeaf } from '../evidence/leaf.ts'
import type { SumTree } from '../evidence/merkle-sum.ts'
import type { PeriodRules } from '../proof/periods.ts'
import type { BillingConfig } from './config.ts'
import type { GraceKind } from './events.ts'
import type { BillRecords } from './records/records.ts'

export interface DrawnTree {
  readonly tree: SumTree
  readonly leaves: readonly BillLeaf[]
}

/** What the coordinator and its bills know together while they run; all of it can be read again. */
export interface BillingMemory {
  /** Number of the last block at which the clock was looked at. */
  lookedAt: number
  /** The period for which it was seen who is billed. */
  seenIn: number
  /** How time is cut; none before it was read. */
  rules: PeriodRules | null
  /** Nodes of the farm. */
  readonly nodes: Set<number>
  /** Those that do not pay, by kind and id. */
  readonly inGrace: Map<string, { readonly kind: GraceKind; readonly id: bigint }>
  /** Since when it is seen that nodes are asked for a bill, by payer and first period: seconds since 1970. */
  readonly askedSince: Map<string, number>
  /** Trees of the bills that were asked for last. */
  readonly trees: Map<string, DrawnTree>
}

export interface BillingPorts {
  readonly records: BillRecords
  readonly memory: BillingMemory
  /** The farmer's key: with another one users have what is on the chain alone. */
  readonly signer: Pick<Signer, 'account' | 'attest'>
}

export const billingMemory = (): BillingMemory => ({
  lookedAt: 0,
  seenIn: -1,
  rules: null,
  nodes: new Set(),
  inGrace: new Map(),
  askedSince: new Map(),
  trees: new Map(),
})

export const FAMILY = 'bill'

export type Ctx = ActorContext<BillingConfig, BillingPorts>
export type TaskCtx = TaskContext<BillingConfig, BillingPorts>
