import type { CollectorContext } from '../../../machines/coordinators/collector.ts'
import { type BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { type ActorContext, backoff, type FactEvent, messageOf, type StepArgs } from '../../kernel/index.ts'
import { addAll, collectPending, type TaskCtx } from './collect.ts'
import type { CollectorConfig } from './config.ts'
import { UncommittedSwept } from './events.ts'
import type { CollectorPorts } from './ports.ts'

type Ctx = ActorContext<CollectorConfig, CollectorPorts>
type Step<Event> = StepArgs<CollectorContext, Event & { type: string }>
type BlockStep = Step<FactEvent<typeof BlockFinalized>>
type OfBucket = { readonly payload: { readonly bucketId: bigint } }
type OfAgreement = { readonly payload: { readonly bucketId: bigint; readonly provider: string } }

function beginRound({ event }: BlockStep, { name, ports: { round } }: Ctx): void {
  const { number, resync } = event.payload
  round.asked = number
  round.isOpen = true
  if (resync.includes(name)) round.resync = number
}

async function collect(_: unknown, ctx: TaskCtx): Promise<void> {
  const { round, store, pending } = ctx.ports
  const { resync } = round
  try {
    if (round.isOpen) {
      await addAll(store, pending)
      const bytes = await store.sweep(ctx.config.uncommitted)
      if (bytes > 0n) ctx.emit(UncommittedSwept, { bytes })
      round.isOpen = false
    }
    const failures = await collectPending(ctx)
    if (failures > 0) throw new Error(`the truth about ${failures} buckets is not known`)
  } catch (error) {
    if (!ctx.signal.aborted) ctx.log.warn({ error: messageOf(error) }, 'nothing is erased where the truth is not known')
    throw error
  }
  if (resync === null) return
  if (round.resync === resync) round.resync = null
  ctx.emit(ResyncDone, { consumer: ctx.name, number: resync })
}

export const handlers = {
  'collector.begin': (_: unknown, { ports }: Ctx) => {
    ports.pending.clear()
    Object.assign(ports.round, { asked: 0, isOpen: false, resync: null })
  },
  'collector.isMarked': ({ event }: BlockStep, ctx: Ctx) => event.payload.resync.includes(ctx.name),
  'collector.isRoundDue': ({ event }: BlockStep, { config: { scanEvery }, ports: { round } }: Ctx) =>
    scanEvery > 0 && event.payload.number >= round.asked + scanEvery,
  'collector.isOurs': ({ event }: Step<OfAgreement>, ctx: Ctx) => event.payload.provider === ctx.config.provider,
  'collector.hasWork': (_: unknown, { ports: { pending, round } }: Ctx) => pending.size > 0 || round.isOpen,
  'collector.needResync': (_: unknown, ctx: Ctx) => void ctx.emit(ResyncNeeded, { consumer: ctx.name }),
  'collector.beginRound': beginRound,
  'collector.add': ({ event }: Step<OfBucket>, { ports: { pending } }: Ctx) => {
    const { bucketId } = event.payload
    pending.set(bucketId, pending.get(bucketId) ?? { isAgreed: false })
  },
  'collector.addAgreed': ({ event }: Step<OfBucket>, { ports: { pending } }: Ctx) =>
    void pending.set(event.payload.bucketId, { isAgreed: true }),
  'collector.collect': collect,
  'collector.backoff': ({ context: { failures } }: { readonly context: CollectorContext }, ctx: Ctx) =>
    backoff(ctx.config.backoff, failures, ctx.random),
}
