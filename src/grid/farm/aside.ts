import type { FarmContext } from '../../../machines/coordinators/farm.ts'
import type { ActorContext, CommandEvent, StepArgs } from '../../kernel/index.ts'
import { type FarmConfig, isManaged } from './config.ts'
import { IncludeNode, NodeLeft, SetNodeAside } from './events.ts'
import type { Forwarded } from './handlers.ts'
import { FAMILY, type FarmPorts } from './ports.ts'

type Ctx = ActorContext<FarmConfig, FarmPorts>
type Step<Event> = StepArgs<FarmContext & object, Event & { type: string }>
type Aside = Step<CommandEvent<typeof SetNodeAside>>
type Include = Step<CommandEvent<typeof IncludeNode>>

/** A node that is left alone is switched all the same by who says so, but nothing is claimed of it. */
export function isForwarded({ type, payload: { nodeId } }: Forwarded, { ports }: Ctx): boolean {
  if (ports.views.has(nodeId)) return true
  return ports.apart.has(nodeId) && (type === 'grid.WakeNode' || type === 'grid.SleepNode')
}

export const asideHandlers = {
  'farm.isThere': ({ event }: Aside | Include, ctx: Ctx) => ctx.duties(FAMILY).has(String(event.payload.nodeId)),
  'farm.isLeftOut': ({ event }: Include, ctx: Ctx) => !isManaged(ctx.config, event.payload.nodeId),
  /** Its actor goes on: what it was told last is seen through. */
  'farm.setAside': ({ event: { payload, ask } }: Aside, ctx: Ctx) => {
    const { nodeId } = payload
    ctx.ports.apart.add(nodeId)
    if (ctx.ports.views.delete(nodeId)) ctx.emit(NodeLeft, { nodeId })
    ctx.reply(SetNodeAside, ask, { aside: true })
  },
  /** Read anew, it is told of to who plans. */
  'farm.include': ({ event: { payload, ask } }: Include, ctx: Ctx) => {
    ctx.ports.apart.delete(payload.nodeId)
    ctx.ports.stale.add(payload.nodeId)
    ctx.reply(IncludeNode, ask, { managed: true })
  },
  'farm.refuseLeftOut': ({ event: { payload, ask } }: Include, ctx: Ctx) =>
    ctx.refuse(ask, { reason: 'excluded', detail: { nodeId: payload.nodeId } }),
}
