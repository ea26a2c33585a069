import type { LaneContext } from '../../../../machines/coordinators/transactions.ts'
import type { ActorContext, CommandEvent, StepArgs, TaskContext } from '../../../kernel/index.ts'
import type { LaneConfig } from '../config.ts'
import type { SubmitTransaction } from '../events.ts'
import type { LanePorts } from '../ports.ts'

export type Ctx = ActorContext<LaneConfig, LanePorts>
export type TaskCtx = TaskContext<LaneConfig, LanePorts>
export type LaneStep<Event> = StepArgs<LaneContext, Event & { type: string }>
export type SubmitStep = LaneStep<CommandEvent<typeof SubmitTransaction>>
