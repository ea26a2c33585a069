import { type BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { ReadFailed } from '../../chain/reader/read.ts'
import {
  type ActorContext,
  type FactEvent,
  messageOf,
  type PayloadOf,
  Refused,
  type StepArgs,
  type TaskContext,
} from '../../kernel/index.ts'
import type { TwinDeleted, TwinStored, TwinUpdated } from '../chain-facts.ts'
import { readTwinAccount } from '../chain-state.ts'
import { cachedTwins } from '../messages/twins.ts'
import { TwinAccount } from './events.ts'

/** Accounts that are known, each read once. */
export interface TwinsPorts {
  readonly twins: ReturnType<typeof twinsMemory>
}

export function twinsMemory() {
  let reading: Pick<TaskContext, 'ask'> | undefined
  const cached = cachedTwins(async (twinId) => (await readTwinAccount(reading!, twinId)) ?? null)
  return {
    ...cached,
    accountBy(ctx: Pick<TaskContext, 'ask'>, twinId: number) {
      reading = ctx
      return cached.accountOf(twinId)
    },
  }
}

type Ctx = ActorContext<unknown, TwinsPorts>
type Step<Event = object> = StepArgs<Record<string, never>, Event & { type: string }>
type BlockStep = Step<FactEvent<typeof BlockFinalized>>

async function accountOfTwin({ twinId }: PayloadOf<typeof TwinAccount>, ctx: TaskContext<unknown, TwinsPorts>) {
  try {
    return { account: await ctx.ports.twins.accountBy(ctx, twinId) }
  } catch (error) {
    if (!(error instanceof ReadFailed)) throw error
    throw new Refused('unavailable', { detail: messageOf(error), retryable: true })
  }
}

export const handlers = {
  [TwinAccount.type]: accountOfTwin,
  'twins.isMarked': ({ event }: BlockStep, ctx: Ctx) => event.payload.resync.includes(ctx.name),
  'twins.needResync': (_: Step, ctx: Ctx) => void ctx.emit(ResyncNeeded, { consumer: ctx.name }),
  'twins.forget': (
    { event }: Step<FactEvent<typeof TwinStored | typeof TwinUpdated | typeof TwinDeleted>>,
    ctx: Ctx,
  ) => {
    const { 0: twin } = event.payload
    ctx.ports.twins.forget(typeof twin === 'number' ? twin : twin.id)
  },
  'twins.clear': (_: Step, ctx: Ctx) => ctx.ports.twins.clear(),
  'twins.acknowledge': ({ event }: BlockStep, ctx: Ctx) =>
    void ctx.emit(ResyncDone, { consumer: ctx.name, number: event.payload.number }),
}
