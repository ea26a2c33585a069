import { type BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import type { ActorContext, FactEvent, StepArgs } from '../../kernel/index.ts'
import type { MembershipConfig } from './config.ts'
import { RoleOf } from './events.ts'
import { type MembershipPorts, roleOf } from './role-of.ts'

type Ctx = ActorContext<MembershipConfig, MembershipPorts>
type Step<Event = object> = StepArgs<Record<string, never>, Event & { type: string }>
type BlockStep = Step<FactEvent<typeof BlockFinalized>>

export const handlers = {
  [RoleOf.type]: roleOf,
  'membership.isMarked': ({ event }: BlockStep, ctx: Ctx) => event.payload.resync.includes(ctx.name),
  'membership.needResync': (_: Step, ctx: Ctx) => void ctx.emit(ResyncNeeded, { consumer: ctx.name }),
  'membership.drop': ({ event }: Step<{ payload: { bucketId: bigint } }>, ctx: Ctx) =>
    ctx.ports.members.drop(event.payload.bucketId),
  'membership.clear': (_: Step, ctx: Ctx) => ctx.ports.members.clear(),
  'membership.acknowledge': ({ event }: BlockStep, ctx: Ctx) =>
    void ctx.emit(ResyncDone, { consumer: ctx.name, number: event.payload.number }),
}
