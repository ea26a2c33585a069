import type { WakeCallContext } from '../../../../machines/duties/wake-call.ts'
import type { ActorContext, StepArgs, TaskArgs, TaskContext } from '../../../kernel/index.ts'
import type { AgentConfig } from '../config.ts'
import type { AgentPorts } from '../ports.ts'
import { readMac } from './read-mac.ts'

type Ctx = ActorContext<AgentConfig, AgentPorts>

export const wakeHandlers = {
  'wake-call.find': async ({ context: { nodeId } }: TaskArgs<WakeCallContext>, ctx: TaskContext) => ({
    mac: await readMac(ctx, nodeId),
  }),
  'wake-call.send': ({ context: { nodeId, mac } }: StepArgs<WakeCallContext & object>, ctx: Ctx) =>
    ctx.ports.network.wake({ nodeId, mac }),
}
