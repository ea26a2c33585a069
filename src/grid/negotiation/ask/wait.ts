import type { NegotiatedPlacementContext } from '../../../../machines/duties/negotiated-placement.ts'
import { messageOf, type TaskArgs, type TaskContext } from '../../../kernel/index.ts'
import type { NegotiatorConfig } from './config.ts'
import type { NegotiatorPorts } from './ports.ts'

type TaskCtx = TaskContext<NegotiatorConfig, NegotiatorPorts>

/** Has the nodes woken and waits until they are up. @returns those that are not by the time they should be */
export async function wait(
  { context: { nodes } }: TaskArgs<NegotiatedPlacementContext>,
  ctx: TaskCtx,
): Promise<{ readonly late: readonly number[] }> {
  const { config, ports } = ctx
  const end = ctx.now() + config.wakeWithin * 1_000
  const untold = new Set(nodes)
  const isUp = (id: number) => ports.facts()?.nodes.get(id)?.power === 'on'
  for (;;) {
    await Promise.all([...untold].map((id) => wake(id, untold, ctx)))
    const asleep = nodes.filter((id) => !isUp(id))
    if (asleep.length === 0 || ctx.now() >= end) return { late: asleep }
    await ctx.sleep(`${Math.ceil(config.lookEvery * 1_000)}ms`)
  }
}

async function wake(nodeId: number, untold: Set<number>, ctx: TaskCtx): Promise<void> {
  try {
    await ctx.ports.wake(nodeId, ctx)
    untold.delete(nodeId)
  } catch (error) {
    ctx.log.warn({ node: nodeId, error: messageOf(error) }, 'a node could not be woken yet')
  }
}
