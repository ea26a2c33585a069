import { type BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import type { ActorContext, FactEvent, StepArgs } from '../../kernel/index.ts'
import type { MembershipConfig } from './config.ts'
import { PartOf, RoleOf } from './events.ts'
import { partOf } from './part-of.ts'
import type { MembershipPorts } from './ports.ts'
import { roleOf } from './role-of.ts'

type Ctx = ActorContext<MembershipConfig, MembershipPorts>
type Step<Event = object> = StepArgs<Record<string, never>, Event & { type: string }>
type OfBucket = { payload: { bucketId: bigint } }
type BlockStep = Step<FactEvent<typeof BlockFinalized>>

export const handlers = {
  [RoleOf.type]: roleOf,
  [PartOf.type]: partOf,
  'membership.isMarked': ({ event }: BlockStep, ctx: Ctx) => event.payload.resync.includes(ctx.name),
  'membership.needResync': (_: Step, ctx: Ctx) => void ctx.emit(ResyncNeeded, { consumer: ctx.name }),
  'membership.drop': ({ event }: Step<OfBucket>, ctx: Ctx) => ctx.ports.members.drop(event.payload.bucketId),
  'membership.dropProviders': ({ event }: Step<OfBucket>, ctx: Ctx) => ctx.ports.providers.drop(event.payload.bucketId),
  'membership.clear': (_: Step, { ports: { members, providers } }: Ctx) => {
    members.clear()
    providers.clear()
  },
  'membership.acknowledge': ({ event }: BlockStep, ctx: Ctx) =>
    void ctx.emit(ResyncDone, { consumer: ctx.name, number: event.payload.number }),
}
