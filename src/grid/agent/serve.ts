import type { TaskArgs, TaskContext } from '../../kernel/index.ts'
import { twinAllowances } from '../messages/allowance.ts'
import type { Commands } from '../messages/endpoint/serving.ts'
import { MessageError } from '../messages/errors.ts'
import { join } from '../messages/join.ts'
import { deploy, get, list } from './commands/deployments.ts'
import { pools, statistics, wake } from './commands/system.ts'
import { usage } from './commands/usage.ts'
import type { AgentConfig } from './config.ts'
import { NodeServing } from './events.ts'
import { type AgentPorts, selfOf } from './ports.ts'

type TaskCtx = TaskContext<AgentConfig, AgentPorts>

/** Answers other twins until it goes down. */
export async function serve(_: TaskArgs, ctx: TaskCtx): Promise<void> {
  const { ports, signal } = ctx
  const { nodeId, twinId } = selfOf(ctx)
  const endpoint = await join(ctx, ports, { twinId, session: '', commands: limited(ctx, commandsOf(ctx)) })
  const ended = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => ended.resolve(), { once: true })
  const detach = ports.line.attach(endpoint)
  if (!signal.aborted) {
    ctx.emit(NodeServing, { nodeId, twinId })
    await ended.promise
  }
  detach()
  endpoint.close()
}

/** The commands of a node, by their names in the protocol. */
const commandsOf = (ctx: TaskCtx): Commands => ({
  ...ctx.ports.commands,
  'zos.system.version': () => ({ zos: ctx.ports.version, zinit: '' }),
  'zos.statistics.get': () => statistics(ctx),
  'zos.storage.pools': () => pools(ctx),
  'zos.gpu.list': () => ctx.config.gpus.map((gpu, at) => ({ id: String(at), contract: 0, ...gpu })),
  'zos.network.interfaces': () => ({ zos: ['127.0.0.1'] }),
  'zos.power.wake': (request) => wake(request, ctx),
  'zos.deployment.deploy': (request) => deploy(request, ctx),
  'zos.deployment.update': (request) => deploy(request, ctx),
  'zos.deployment.get': (request) => get(request, ctx),
  'zos.deployment.list': (request) => list(request, ctx),
  'usage.get': (request) => usage(request, ctx),
})

/** A second of one twin, and at once; the farmer asks as much as he likes. */
const RATE = { perSecond: 10, burst: 100 }

function limited(ctx: TaskCtx, commands: Commands): Commands {
  const allowances = twinAllowances(RATE, () => ctx.now())
  const { farmerTwin } = selfOf(ctx)
  return Object.fromEntries(
    Object.entries(commands).map(([name, handler]) => [
      name,
      (request) => {
        if (request.from.twinId !== farmerTwin && !allowances.take(request.from.twinId))
          throw new MessageError('busy', 'this twin asks too often; try again later')
        return handler(request)
      },
    ]),
  )
}
