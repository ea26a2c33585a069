import type { WakeCallContext } from '../../../machines/duties/wake-call.ts'
import { type ActorContext, messageOf, type StepArgs, type TaskArgs, type TaskContext } from '../../kernel/index.ts'
import { readMac } from './read-mac.ts'
import type { Waker } from './wake-on-lan.ts'

type Ctx = ActorContext<unknown, { readonly network: Waker }>

export const WAKE_CALLS = 'wake-call'

/** Has a node called, unless it is being called already. */
export const callNode = (ctx: Pick<ActorContext<never, never>, 'duties'>, nodeId: number): void =>
  void ctx.duties(WAKE_CALLS).open(String(nodeId), { nodeId })

export const wakeHandlers = {
  'wake-call.find': async ({ context: { nodeId } }: TaskArgs<WakeCallContext>, ctx: TaskContext) => ({
    mac: await readMac(ctx, nodeId),
  }),
  'wake-call.send': ({ context: { nodeId, mac } }: StepArgs<WakeCallContext & object>, { ports, log }: Ctx) =>
    ports.network.wake({ nodeId, mac }, (error) =>
      log.warn({ node: nodeId, error: messageOf(error) }, 'what wakes a node could not be sent'),
    ),
}
