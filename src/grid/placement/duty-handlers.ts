import { isDeepStrictEqual } from 'node:util'
import type { PlacementContext } from '../../../machines/duties/deployment-placement.ts'
import type { ActorContext, StepArgs, TaskArgs, TaskContext } from '../../kernel/index.ts'
import { choose } from './choose.ts'
import { awaitUp, claim, confirm, releaseAll, releaseLeft } from './claim.ts'
import { claimName } from './claim-name.ts'
import type { PlacementConfig } from './config.ts'
import type { PlacementEvent } from './duty-events.ts'
import { DeploymentPlaced, type Place, PlaceDeployment, PlaceGroup, PlacementRefused } from './events.ts'
import type { PlacementPorts } from './ports.ts'
import { tellWaited, tellWaiting } from './wait.ts'

type Ctx = ActorContext<PlacementConfig, PlacementPorts>
type TaskCtx = TaskContext<PlacementConfig, PlacementPorts>
type Step = StepArgs<PlacementContext & object, { type: string }>
type Asked = StepArgs<PlacementContext & object, Extract<PlacementEvent, { type: 'placement.Asked' }>>

const MINUTE = 60_000

/** Those who wait for a placement, who are told now. */
export function taken(name: string, { ports }: Pick<Ctx, 'ports'>): readonly number[] {
  const waiting = ports.asks.get(name) ?? []
  ports.asks.delete(name)
  return waiting
}

/** The same name for something else. */
function isOther({ context, event: { payload } }: Asked): boolean {
  const requests = context.parts.map(({ request }) => request)
  return payload.isGroup !== context.isGroup || !isDeepStrictEqual(payload.requests, requests)
}

function answer({ context, event }: Step, ctx: Ctx): void {
  const places = context.parts.map(
    ({ node }, part): Place => ({
      nodeId: node!,
      power: 'on',
      claim: claimName(context, part),
    }),
  )
  tellWaited(context.name, ctx, 'done', `on node ${places.map(({ nodeId }) => nodeId).join(', ')}`)
  if (event.type !== 'placement.Asked')
    ctx.emit(DeploymentPlaced, { name: context.name, nodes: places.map(({ nodeId }) => nodeId) })
  for (const ask of taken(context.name, ctx))
    if (context.isGroup) ctx.reply(PlaceGroup, ask, { places })
    else ctx.reply(PlaceDeployment, ask, places[0]!)
}

function refuse({ context: { name, refusal } }: Step, ctx: Ctx): void {
  const { code, ...detail } = refusal!
  ctx.log.info({ name, reason: code, ...detail }, 'a placement came to nothing')
  tellWaited(name, ctx, code === 'timeout' ? 'missed' : 'dropped', code)
  ctx.emit(PlacementRefused, { name, reason: code })
  for (const ask of taken(name, ctx)) ctx.refuse(ask, { reason: code, detail, retryable: code === 'timeout' })
}

function refuseOther({ context: { name }, event: { payload } }: Asked, ctx: Ctx): void {
  const others = (ctx.ports.asks.get(name) ?? []).filter((ask) => ask !== payload.ask)
  ctx.ports.asks.set(name, others)
  ctx.refuse(payload.ask, { reason: 'name-taken', detail: { name } })
}

export const dutyHandlers = {
  'placement.isOther': isOther,
  'placement.answer': answer,
  'placement.refuse': refuse,
  'placement.refuseOther': refuseOther,
  'placement.choose': choose,
  'placement.claim': claim,
  'placement.awaitUp': (args: TaskArgs<PlacementContext>, ctx: TaskCtx) => {
    tellWaiting(args.context, ctx)
    return awaitUp(args, ctx)
  },
  'placement.confirm': confirm,
  'placement.release': releaseLeft,
  'placement.releaseAll': releaseAll,
  'placement.deadline': (_: Step, ctx: Ctx) => ctx.config.within * MINUTE,
  'placement.retry': (_: Step, ctx: Ctx) => ctx.config.retry * 1_000,
  'placement.keep': ({ context }: Step) => context.ttl,
}
