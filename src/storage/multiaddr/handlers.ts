import type { MultiaddrContext } from '../../../machines/coordinators/multiaddr.ts'
import { DutyChanged } from '../../chain/duties/events.ts'
import { OUTCOME_WITHIN, SubmitTransaction } from '../../chain/transactions/events.ts'
import { type ActorContext, backoff, type StepArgs, type TaskArgs, type TaskContext } from '../../kernel/index.ts'
import type { MultiaddrConfig } from './config.ts'

type Ctx = ActorContext<MultiaddrConfig>
type TaskCtx = TaskContext<MultiaddrConfig>
type Step = StepArgs<MultiaddrContext & object>

async function tell({ context: { registered, failures } }: TaskArgs<MultiaddrContext>, ctx: TaskCtx): Promise<void> {
  const { publicAddress } = ctx.config
  const address = `0x${Buffer.from(publicAddress).toString('hex')}`
  const call = { pallet: 'StorageProvider', name: 'update_provider_multiaddr', args: [address] }
  // From which address to which: the same change at another time is another one, told by the time.
  const key = `multiaddr/${registered}/${publicAddress}/${ctx.now()}/${failures}`
  ctx.emit(DutyChanged, { kind: 'multiaddr', key: publicAddress, state: 'running' })
  const outcome = await ctx.ask(SubmitTransaction, { key, call }, { deadline: OUTCOME_WITHIN })
  const reason = !outcome.ok
    ? (outcome.refusal.reason ?? outcome.refusal.code)
    : outcome.value.outcome.result === 'failed'
      ? outcome.value.outcome.error.name
      : undefined
  if (reason === undefined) return
  if (!ctx.signal.aborted) ctx.log.warn({ address: publicAddress, reason }, 'the chain did not take the address')
  throw new Error(reason)
}

export const handlers = {
  'multiaddr.isWrong': ({ context: { registered } }: Step, ctx: Ctx) =>
    registered !== null && registered !== ctx.config.publicAddress,
  'multiaddr.tell': tell,
  'multiaddr.told': (_: Step, ctx: Ctx) => {
    ctx.log.info({ address: ctx.config.publicAddress }, 'the chain has the address of this provider')
    ctx.emit(DutyChanged, { kind: 'multiaddr', key: ctx.config.publicAddress, state: 'done' })
  },
  'multiaddr.backoff': ({ context: { failures } }: Step, ctx: Ctx) => backoff(ctx.config.backoff, failures, ctx.random),
}
