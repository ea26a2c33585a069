import { z } from 'zod'
import { gridMessages } from '../../../../machines/coordinators/grid-messages.ts'
import { READS } from '../../../chain/reader/read.ts'
import { type ActorContext, defineUnit, StopRequested, type TaskArgs, type TaskContext } from '../../../kernel/index.ts'
import { telling } from '../../telling.ts'
import { TwinAccount } from '../../twins/events.ts'
import { MessagesJoined } from '../gateway/events.ts'
import { type JoinPorts, join, ownTwin } from '../join.ts'
import type { MessageLine } from '../line.ts'

export interface VisitorPorts extends JoinPorts {
  /** What others of this node ask over. */
  readonly line: MessageLine
}

const visitorConfig = z.strictObject({
  /** Name of this connection among those of the twin. */
  session: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .default('reeve'),
  /** Seconds until another try to come on the grid. */
  retry: z.number().min(0.1).default(10),
})
type VisitorConfig = z.output<typeof visitorConfig>
type TaskCtx = TaskContext<VisitorConfig, VisitorPorts>

/** Is on the grid until it is told to end. */
async function serve(ctx: TaskCtx): Promise<void> {
  const { ports, config, signal } = ctx
  const twinId = await ownTwin(ctx, ports)
  const endpoint = await join(ctx, ports, { twinId, session: config.session, commands: {} })
  const detach = ports.line.attach(endpoint)
  const ended = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => ended.resolve(), { once: true })
  if (!signal.aborted) {
    ctx.emit(MessagesJoined, { twinId, session: config.session })
    await ended.promise
  }
  detach()
  endpoint.close()
}

/** A twin that asks others on the grid, and is asked for nothing. */
export const visitorUnit = defineUnit<VisitorConfig, VisitorPorts>({
  name: 'grid-messages',
  machine: gridMessages,
  consumes: [MessagesJoined, StopRequested],
  emits: [MessagesJoined],
  asks: [TwinAccount, ...READS],
  category: 'observe',
  config: visitorConfig,
  handlers: {
    'messages.serve': (_: TaskArgs, ctx: TaskCtx) => telling(ctx, 'this twin is not on the grid', serve(ctx)),
    'messages.noteDeployment': () => {},
    'messages.retry': (_: unknown, ctx: ActorContext<VisitorConfig, VisitorPorts>) => ctx.config.retry * 1_000,
  },
})
