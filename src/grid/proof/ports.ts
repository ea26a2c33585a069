import type { ActorContext, TaskContext } from '../../kernel/index.ts'
import type { GridMessages } from '../messages/port.ts'
import type { ProofConfig } from './config.ts'
import type { PeriodRules } from './periods.ts'
import type { UsageRecords } from './records/records.ts'

/** What the coordinator and its rounds know together while they run; all of it can be read again. */
export interface ProofMemory {
  /** Number of the last block at which the clock was looked at. */
  lookedAt: number
  /** Seconds, by the chain's clock as of then. */
  seconds: number
  rules: PeriodRules | null
  /** Open rounds whose node was asked at least once in this run. */
  readonly asked: Set<string>
}

export interface ProofPorts {
  readonly messages: GridMessages
  readonly records: UsageRecords
  readonly memory: ProofMemory
}

export const proofMemory = (): ProofMemory => ({
  lookedAt: 0,
  seconds: 0,
  rules: null,
  asked: new Set(),
})

export const FAMILY = 'usage-round'

export const keyOf = (period: number, node: number): string => `${period}/${node}`

export type Ctx = ActorContext<ProofConfig, ProofPorts>
export type TaskCtx = TaskContext<ProofConfig, ProofPorts>
