import type { Call } from '../../../chain/transactions/events.ts'
import type { ResultOf } from '../../../kernel/index.ts'
import type { BillLeaf } from '../../evidence/leaf.ts'
import type { GatherUsage } from '../../proof/events.ts'
import type { Instant, PeriodRules } from '../../proof/periods.ts'
import type { TaskCtx } from '../ports.ts'
import type { Bill } from '../records/records.ts'

/** Who is billed by bills of its own, one after the other. */
export interface Payer {
  readonly name: string
  /** First period of its first bill. */
  readonly since: number
}

export interface Span {
  readonly payer: string
  readonly first: number
  readonly last: number
}

/** A bill as it is to be: nothing of it has been asked of the chain. `leaves` in their order. */
export interface Drawing {
  readonly leaves: readonly BillLeaf[]
  readonly carried: bigint
  readonly asked: bigint
  readonly mark: number
}

export type Usages = ResultOf<typeof GatherUsage>['usages']

/** What an error of the chain means for a bill: it may be taken later, or it never will be. */
export type Meaning = 'again' | 'missed'

/** `other`: the chain has another bill in its place. */
export type BillStand = 'unseen' | 'billed' | 'other'

/** One way to be paid. */
export interface BillMode {
  /** Seconds after the end of a period for which nodes are waited for. */
  readonly waitFor: number
  /** Periods that go into one bill, at the most. */
  readonly longest: number
  payers(ctx: TaskCtx, at: Instant, rules: PeriodRules): Promise<Payer[]>
  /** The first period that the chain still takes a bill for. */
  firstTaken(ctx: TaskCtx, at: Instant, rules: PeriodRules): Promise<number>
  /** Undefined where there is nothing to be paid. @throws ReadFailed */
  draw(ctx: TaskCtx, span: Span, usages: Usages, at: Instant): Promise<Drawing | undefined>
  /** After a span without a bill: has what is due of bills before paid, which else comes with the next. @throws ReadFailed */
  collect(ctx: TaskCtx, span: Span, at: Instant): Promise<void>
  call(bill: Bill): Call
  /** Whether the chain has it, as far as that can be seen. @throws ReadFailed */
  standOf(ctx: TaskCtx, bill: Bill, at: Instant): Promise<BillStand>
  meaningOf(error: string): Meaning
  /** What a bill is that the chain has taken. */
  readonly taken: 'billed' | 'paid'
  /** The one agreement that a payer is billed under; null for who is billed under many together. */
  agreementOf(payer: string): bigint | null
  /** The error by which the chain says that a payer has not enough. */
  readonly unpaid: string | null
}
