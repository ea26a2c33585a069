import type { NegotiatedPlacementContext } from '../../../../machines/duties/negotiated-placement.ts'
import type { ActorContext, CommandEvent, DutyGaveUp, StepArgs } from '../../../kernel/index.ts'
import { TURNS } from '../config.ts'
import { askLeader } from './ask-leader.ts'
import type { NegotiatorConfig } from './config.ts'
import { confirm, release } from './confirm.ts'
import { AbandonRoom, NegotiateRoom } from './events.ts'
import { FAMILY, type NegotiatorPorts } from './ports.ts'
import { wait } from './wait.ts'

type Ctx = ActorContext<NegotiatorConfig, NegotiatorPorts>
type Asked<Event> = StepArgs<Record<string, never>, Event & { type: string }>
type Step = StepArgs<NegotiatedPlacementContext & object, { type: string }>

function open({ event: { payload, ask } }: Asked<CommandEvent<typeof NegotiateRoom>>, ctx: Ctx): void {
  const { name } = payload
  const family = ctx.duties(FAMILY)
  const { asks } = ctx.ports
  asks.set(name, [...(asks.get(name) ?? []), ask])
  if (family.has(name)) family.tell(name, { type: 'room.Asked', payload })
  else if (!family.open(name, { ...payload, owed: [] })) refuseAll(name, { reason: 'busy', retryable: true }, ctx)
}

function abandon({ event: { payload, ask } }: Asked<CommandEvent<typeof AbandonRoom>>, ctx: Ctx): void {
  const { name, nodes } = payload
  const family = ctx.duties(FAMILY)
  const attempt = Math.floor(ctx.now() * TURNS)
  const owed = nodes.map((nodeId) => ({ nodeId, attempt }))
  const isTold = family.tell(name, { type: 'room.Abandoned', payload: null })
  const abandoned = isTold || (owed.length > 0 && family.open(name, { name, requests: [], owed }))
  ctx.reply(AbandonRoom, ask, { abandoned })
}

/** Those who wait for a name, who are told now. */
function taken(name: string, { ports }: Ctx): readonly number[] {
  const waiting = ports.asks.get(name) ?? []
  ports.asks.delete(name)
  return waiting
}

function refuseAll(name: string, refusal: Parameters<Ctx['refuse']>[1], ctx: Ctx): void {
  for (const ask of taken(name, ctx)) ctx.refuse(ask, refusal)
}

export const handlers = {
  'negotiator.isBusy': (_: Asked<object>, ctx: Ctx) => ctx.duties(FAMILY).size > 0,
  'negotiator.open': open,
  'negotiator.abandon': abandon,
  'negotiator.fail': ({ event }: Asked<DutyGaveUp>, ctx: Ctx) =>
    refuseAll(event.payload.key, { reason: 'failed', retryable: true }, ctx),
  'negotiator.ask': askLeader,
  'negotiator.wait': wait,
  'negotiator.confirm': confirm,
  'negotiator.release': release,
  'negotiator.answer': ({ context: { name, nodes } }: Step, ctx: Ctx) => {
    for (const ask of taken(name, ctx)) ctx.reply(NegotiateRoom, ask, { nodes })
  },
  'negotiator.refuse': ({ context: { name, refusal } }: Step, ctx: Ctx) => {
    const { code, ...detail } = refusal!
    refuseAll(name, { reason: code, detail }, ctx)
  },
  'negotiator.giveUp': ({ context: { name }, event }: Step, ctx: Ctx) => {
    const reason = event.type === 'room.Abandoned' ? 'abandoned' : 'timeout'
    refuseAll(name, { reason, retryable: true }, ctx)
  },
  'negotiator.mayTidy': ({ context }: Step, ctx: Ctx) => context.tidied < ctx.config.tidyTries,
  'negotiator.pause': (_: Step, ctx: Ctx) => ctx.config.pause * 1_000,
  'negotiator.within': (_: Step, ctx: Ctx) => ctx.config.within * 1_000,
  'negotiator.tidyEvery': (_: Step, ctx: Ctx) => ctx.config.tidyEvery * 1_000,
}
