import { z } from 'zod'
import { nodeCaller } from '../../../../machines/coordinators/node-caller.ts'
import { wakeCall } from '../../../../machines/duties/wake-call.ts'
import { READS } from '../../../chain/reader/read.ts'
import { type ActorContext, defineUnit, type FactEvent, type StepArgs } from '../../../kernel/index.ts'
import { PowerTargetChanged } from '../../chain-facts.ts'
import { NodeIsLate } from '../../farm/events.ts'
import { callNode, WAKE_CALLS, wakeHandlers } from '../duty-handlers.ts'
import type { Waker } from '../wake-on-lan.ts'

const callerConfig = z.strictObject({ farmId: z.number().int().min(1) })
type CallerConfig = z.output<typeof callerConfig>
interface CallerPorts {
  readonly network: Waker
}
type Ctx = ActorContext<CallerConfig, CallerPorts>
type Target = StepArgs<object, FactEvent<typeof PowerTargetChanged>>
type Call = StepArgs<object, FactEvent<typeof PowerTargetChanged> | FactEvent<typeof NodeIsLate>>

/** Calls the nodes of a farm that are told to come up, from a machine that is on their network and never sleeps. */
export const nodeCallerUnit = defineUnit<CallerConfig, CallerPorts>({
  name: 'node-caller',
  machine: nodeCaller,
  duties: { [WAKE_CALLS]: { machine: wakeCall } },
  consumes: [PowerTargetChanged, NodeIsLate],
  asks: READS,
  category: 'observe',
  config: callerConfig,
  handlers: {
    ...wakeHandlers,
    'node-caller.isToldUp': ({ event: { payload } }: Target, { config }: Ctx) =>
      payload.farmId === config.farmId && payload.powerTarget === 'Up',
    'node-caller.call': ({ event: { payload } }: Call, ctx: Ctx) => callNode(ctx, payload.nodeId),
  },
})
