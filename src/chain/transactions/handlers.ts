import type { LaneContext, ScanResult } from '../../../machines/coordinators/transactions.ts'
import type { TransactionContext } from '../../../machines/duties/transaction.ts'
import type {
  ActorContext,
  CommandEvent,
  DutyFinished,
  DutyGaveUp,
  StepArgs,
  TaskArgs,
  TaskContext,
} from '../../kernel/index.ts'
import type { ChainLink } from '../connection/link.ts'
import type { LaneConfig } from './config.ts'
import { SubmitTransaction, TransactionSent, TransactionSettled } from './events.ts'
import type { Nonces } from './nonces.ts'
import { scanBlock } from './scan.ts'
import { type SendVerdict, sendTransaction } from './send.ts'
import { nextNonce, type SignedTransaction, signTransaction } from './sign.ts'
import type { Signer } from './signer.ts'

export interface LanePorts {
  readonly link: ChainLink
  readonly signer: Signer
  readonly nonces: Nonces
  /** Hashes under way, by key of their transaction: what the scan looks for. */
  readonly underWay: Map<string, string>
}

type Ctx = ActorContext<LaneConfig, LanePorts>
type TaskCtx = TaskContext<LaneConfig, LanePorts>
type LaneStep<Event> = StepArgs<LaneContext, Event & { type: string }>
type TransactionStep<Event = { type: string }> = StepArgs<TransactionContext, Event & { type: string }>

const FAMILY = 'transaction'

async function learnNonce(_: TaskArgs<LaneContext>, { ports: { link, nonces, signer } }: TaskCtx): Promise<void> {
  nonces.learn(await nextNonce(link.connection(), signer.account))
}

function open({ event: { payload, ask } }: LaneStep<CommandEvent<typeof SubmitTransaction>>, ctx: Ctx): void {
  const family = ctx.duties(FAMILY)
  if (!family.open(payload.key, payload) && !family.has(payload.key))
    ctx.refuse(ask, { reason: 'lane-full', retryable: true })
}

/** Finalized blocks searched at a time. */
const SCAN_AT_ONCE = 32

/** Searches finalized blocks in order and tells each transaction that it is in one, or that they have passed without it. */
async function scan({ context: { unscanned } }: TaskArgs<LaneContext>, ctx: TaskCtx): Promise<ScanResult> {
  const { link, underWay } = ctx.ports
  const blocks = unscanned.slice(0, SCAN_AT_ONCE)
  const family = ctx.duties(FAMILY)
  const hashes = new Map(underWay)
  const wanted = new Set(hashes.values())
  const found = await Promise.all(
    blocks.map(({ number, hash }) => scanBlock(link.connection(), { number, hash }, wanted)),
  )
  const landed = new Map(found.flat().map((submitted) => [submitted.hash, submitted]))
  const last = blocks.at(-1)!
  // What was signed while the blocks were read was not looked for in them, and they cannot have it.
  for (const [key, hash] of hashes) {
    const submitted = landed.get(hash)
    if (submitted === undefined) family.tell(key, { type: 'chain.BlockFinalized', payload: last })
    else family.tell(key, { type: 'transaction.Found', payload: submitted })
  }
  return { scanned: blocks.length }
}

function settle({ context, event }: LaneStep<DutyFinished | DutyGaveUp>, ctx: Ctx): void {
  const { key } = event.payload
  const asks = context.asks[key] ?? []
  ctx.ports.underWay.delete(key)
  if (event.type === 'duty.Failed') {
    for (const ask of asks) ctx.refuse(ask, { reason: 'failed', detail: event.payload.error, retryable: true })
    return
  }
  const { call, signed, landed, reason } = event.payload.context as TransactionContext
  const named = { key, call: { pallet: call!.pallet, name: call!.name } }
  if (landed !== null) {
    for (const ask of asks) ctx.reply(SubmitTransaction, ask, landed)
    const { outcome, block } = landed
    const error = outcome.result === 'failed' ? { error: `${outcome.error.pallet}.${outcome.error.name}` } : {}
    ctx.emit(TransactionSettled, { ...named, outcome: outcome.result, block: block.number, ...error })
  } else if (event.payload.state === 'expired') {
    // Until another extrinsic takes this nonce, none with a higher one can land.
    if (signed !== null) ctx.ports.nonces.giveBack(signed.nonce)
    for (const ask of asks) ctx.refuse(ask, { reason: 'expired', retryable: true })
    ctx.emit(TransactionSettled, { ...named, outcome: 'expired' })
  } else {
    for (const ask of asks) ctx.refuse(ask, { reason: 'invalid', detail: reason })
    ctx.emit(TransactionSettled, { ...named, outcome: 'invalid', error: reason })
  }
}

async function sign({ context: { call } }: TaskArgs<TransactionContext>, ctx: TaskCtx): Promise<SignedTransaction> {
  const { link, signer, nonces, underWay } = ctx.ports
  const signed = await signTransaction(link.connection(), call!, { signer, nonces, eraPeriod: ctx.config.eraPeriod })
  underWay.set(ctx.key!, signed.hash)
  return signed
}

const send = ({ context: { signed } }: TaskArgs<TransactionContext>, { ports }: TaskCtx): Promise<SendVerdict> =>
  sendTransaction(ports.link.connection(), signed!)

function releaseNonce({ context, event }: TransactionStep<{ output?: SendVerdict }>, { ports: { nonces } }: Ctx): void {
  if (event.output?.verdict === 'refused' && event.output.nonceFree) nonces.giveBack(context.signed!.nonce)
  else nonces.doubt()
}

export const handlers = {
  'transactions.learnNonce': learnNonce,
  'transactions.scan': scan,
  'transactions.open': open,
  'transactions.settle': settle,
  'transactions.hasPending': (_: LaneStep<object>, ctx: Ctx) => ctx.duties(FAMILY).size > 0,
  'transactions.sendAgain': (_: LaneStep<object>, ctx: Ctx) => {
    const family = ctx.duties(FAMILY)
    for (const key of family.keys()) family.tell(key, { type: 'transaction.SendAgain', payload: null })
  },
  'transactions.refuseForNow': ({ event }: LaneStep<{ ask: number }>, ctx: Ctx) =>
    ctx.refuse(event.ask, { reason: 'not-connected', retryable: true }),
  'transactions.retry': (_: LaneStep<object>, ctx: Ctx) => ctx.config.retryAfter,
  'transaction.retry': (_: TransactionStep, ctx: Ctx) => ctx.config.retryAfter,
  'transaction.sign': sign,
  'transaction.send': send,
  'transaction.releaseNonce': releaseNonce,
  'transaction.reportSent': ({ context: { key, signed } }: TransactionStep, ctx: Ctx) =>
    void ctx.emit(TransactionSent, { key, hash: signed!.hash, nonce: signed!.nonce }),
}
