import type { CheckpointWindowContext } from '../../../machines/duties/checkpoint-window.ts'
import type { ActorContext, StepArgs, TaskArgs, TaskContext } from '../../kernel/index.ts'
import type { StoragePorts } from '../ports.ts'
import type { CheckpointConfig } from './config.ts'
import type { Allowance } from './cosign/allowance.ts'
import type { Words } from './cosign/words.ts'
import type { Gate } from './gate.ts'
import type { CheckpointMemory } from './memory.ts'

/** What the handlers of this unit and its duties are given. */
export interface CheckpointPorts extends StoragePorts {
  /** What this provider has put its name under; outlives the process. */
  readonly words: Words
  readonly memory: CheckpointMemory
  /** How often a bucket's checkpoints are still co-signed. */
  readonly allowance: Allowance
  /** Proposals for which peers are asked at a time. */
  readonly gate: Gate
}

export type Ctx = ActorContext<CheckpointConfig, CheckpointPorts>
export type TaskCtx = TaskContext<CheckpointConfig, CheckpointPorts>
export type DutyStep<Event = object> = StepArgs<CheckpointWindowContext, Event & { type: string }>
export type DutyArgs = TaskArgs<CheckpointWindowContext>

export const FAMILY = 'checkpoint-window'
export const MISSES = 'checkpoint-miss'

/** A duty is known by its bucket and the number of its window. */
export const keyOf = (bucketId: bigint, window: bigint): string => `${bucketId}/${window}`
