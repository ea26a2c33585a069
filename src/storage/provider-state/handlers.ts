import type { ProviderStateContext } from '../../../machines/coordinators/provider-state.ts'
import { DutyChanged, type DutyState } from '../../chain/duties/events.ts'
import { type BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { OUTCOME_WITHIN, SubmitTransaction } from '../../chain/transactions/events.ts'
import {
  type ActorContext,
  backoff,
  type CommandEvent,
  type FactEvent,
  messageOf,
  type StepArgs,
  type TaskArgs,
  type TaskContext,
} from '../../kernel/index.ts'
import type { StoragePorts } from '../ports.ts'
import type { ProviderStateConfig } from './config.ts'
import { descriptionOf } from './describe.ts'
import { type Errand, nextErrand, type ProviderCase } from './errand.ts'
import { DescribeProvider, ProviderStateChanged } from './events.ts'
import type { OWN } from './own-facts.ts'
import { readProvider } from './read.ts'

export type OwnFact = FactEvent<(typeof OWN)[number]>

type Ctx = ActorContext<ProviderStateConfig, StoragePorts>
type TaskCtx = TaskContext<ProviderStateConfig, StoragePorts>
type Step<Event = object> = StepArgs<ProviderStateContext & object, Event & { type: string }>
type Args = TaskArgs<ProviderStateContext>

const tell = (ctx: Ctx, { kind }: Errand, state: DutyState, detail?: string) =>
  void ctx.emit(DutyChanged, { kind: 'provider', key: kind, state, ...(detail === undefined ? {} : { detail }) })

async function act({ context: { errand, turn } }: Args, ctx: TaskCtx): Promise<void> {
  const { kind, fingerprint, call } = errand!
  tell(ctx, errand!, 'running')
  const outcome = await ctx.ask(
    SubmitTransaction,
    { key: `provider/${kind}/${fingerprint}/${turn}`, call },
    { deadline: OUTCOME_WITHIN },
  )
  const failed = (reason: string): never => {
    if (!ctx.signal.aborted) ctx.log.warn({ step: kind, reason }, 'a step of the provider failed')
    throw new Error(reason)
  }
  if (!outcome.ok) return failed(outcome.refusal.reason ?? outcome.refusal.code)
  const { outcome: dispatch } = outcome.value
  if (dispatch.result === 'failed') return failed(`${dispatch.error.pallet}.${dispatch.error.name}`)
}

async function read({ context: { state } }: Args, ctx: TaskCtx): Promise<ProviderCase> {
  try {
    return await readProvider(ctx, ctx.config.provider)
  } catch (error) {
    if (!ctx.signal.aborted && state === null) ctx.log.warn({ error: messageOf(error) }, 'the provider cannot be read')
    throw error
  }
}

/** What has not changed is not told again. */
function report({ context: { state } }: Step, ctx: Ctx): void {
  const description = descriptionOf(state!, ctx.config.provider)
  ctx.emit(ProviderStateChanged, description)
}

export const handlers = {
  'provider-state.isMarked': ({ event }: Step<FactEvent<typeof BlockFinalized>>, ctx: Ctx) =>
    event.payload.resync.includes(ctx.name),
  'provider-state.isOurs': ({ event }: Step<OwnFact>, ctx: Ctx) => event.payload.provider === ctx.config.provider,
  /** Leaving is completed at a block, not after an event. */
  'provider-state.isDue': ({ context: { errand, state }, event }: Step<FactEvent<typeof BlockFinalized>>) =>
    errand?.kind === 'complete-leave' &&
    event.payload.number >= (state?.entry?.deregisterAt ?? Number.POSITIVE_INFINITY),
  'provider-state.needResync': (_: Step, ctx: Ctx) => void ctx.emit(ResyncNeeded, { consumer: ctx.name }),
  'provider-state.acknowledge': ({ context: { readAt } }: Step, ctx: Ctx) => {
    if (readAt !== null) ctx.emit(ResyncDone, { consumer: ctx.name, number: readAt.number })
  },
  'provider-state.read': read,
  'provider-state.report': report,
  'provider-state.plan': async ({ context: { state } }: Args, ctx: TaskCtx): Promise<Errand | null> => {
    const { key: account, type } = ctx.ports.attestor
    return nextErrand(state!, ctx.config, { account, type }) ?? null
  },
  'provider-state.act': act,
  'provider-state.told': ({ context: { errand } }: Step, ctx: Ctx) => {
    ctx.log.info({ step: errand!.kind }, 'a step of the provider is done')
    tell(ctx, errand!, 'done')
  },
  'provider-state.explain': ({ context: { errand } }: Step, ctx: Ctx) => {
    ctx.log.warn({ step: errand!.kind, reason: errand!.reason }, 'a step of the provider is not possible now')
    tell(ctx, errand!, 'due', errand!.reason)
  },
  'provider-state.describe': ({ context: { state }, event }: Step<CommandEvent<typeof DescribeProvider>>, ctx: Ctx) => {
    if (state === null) ctx.refuse(event.ask, { reason: 'unavailable', retryable: true })
    else ctx.reply(DescribeProvider, event.ask, descriptionOf(state, ctx.config.provider))
  },
  'provider-state.refuseForNow': ({ event }: Step<{ ask: number }>, ctx: Ctx) =>
    ctx.refuse(event.ask, { reason: 'unavailable', retryable: true }),
  'provider-state.backoff': ({ context: { failures, turn } }: Step, ctx: Ctx) =>
    backoff(ctx.config.backoff, failures + turn, ctx.random),
}
