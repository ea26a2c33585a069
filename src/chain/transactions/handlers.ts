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
import type { LaneConfig } from './config.ts'
import { ForeignUse, SubmitTransaction, type Submitted, TransactionSent, TransactionSettled } from './events.ts'
import { FAMILY, type LanePorts } from './ports.ts'
import { recover } from './recover.ts'
import { scanBlock } from './scan.ts'
import { type SendVerdict, sendTransaction } from './send.ts'
import { type SignedTransaction, signTransaction } from './sign.ts'

type Ctx = ActorContext<LaneConfig, LanePorts>
type TaskCtx = TaskContext<LaneConfig, LanePorts>
type LaneStep<Event> = StepArgs<LaneContext, Event & { type: string }>
type TransactionStep<Event = { type: string }> = StepArgs<TransactionContext, Event & { type: string }>

function open({ event: { payload, ask } }: LaneStep<CommandEvent<typeof SubmitTransaction>>, ctx: Ctx): void {
  const { key, call } = payload
  const { journal, underWay } = ctx.ports
  const family = ctx.duties(FAMILY)
  if (family.has(key)) return
  const known = journal.intent(key)
  const signed = known === undefined || known.settled !== undefined ? [] : known.signed
  const goesOn = signed.length > 0
  if (!family.open(key, { key, call: goesOn ? known!.call : call, signed: signed.at(-1) ?? null })) {
    ctx.refuse(ask, { reason: 'lane-full', retryable: true })
    return
  }
  if (!goesOn) journal.begin(key, call)
  for (const { hash } of signed) underWay.set(hash, key)
}

/** What came of the intent, if it has succeeded: that is not done again. */
function successOf({ event }: LaneStep<CommandEvent<typeof SubmitTransaction>>, { ports }: Ctx): Submitted | undefined {
  const settled = ports.journal.intent(event.payload.key)?.settled
  return settled?.end === 'landed' && settled.landed.outcome.result === 'success' ? settled.landed : undefined
}

function answerAgain(step: LaneStep<CommandEvent<typeof SubmitTransaction>>, ctx: Ctx): void {
  const landed = successOf(step, ctx)
  if (landed !== undefined) ctx.reply(SubmitTransaction, step.event.ask, landed)
}

/** Finalized blocks searched at a time. */
const SCAN_AT_ONCE = 32

/** Searches finalized blocks in order and tells each transaction that it is in one, or that they have passed without it. */
async function scan({ context: { unscanned } }: TaskArgs<LaneContext>, ctx: TaskCtx): Promise<ScanResult> {
  const { link, underWay } = ctx.ports
  const blocks = unscanned.slice(0, SCAN_AT_ONCE)
  const family = ctx.duties(FAMILY)
  // What is signed while the blocks are read is not looked for in them, and they cannot have it.
  const wanted = new Map(underWay)
  const found = await Promise.all(
    blocks.map(({ number, hash }) => scanBlock(link.connection(), { number, hash }, new Set(wanted.keys()))),
  )
  const landed = new Map(found.flat().map((submitted) => [wanted.get(submitted.hash)!, submitted]))
  const last = blocks.at(-1)!
  for (const key of new Set(wanted.values())) {
    const submitted = landed.get(key)
    if (submitted === undefined) family.tell(key, { type: 'chain.BlockFinalized', payload: last })
    else family.tell(key, { type: 'transaction.Found', payload: submitted })
  }
  return { scanned: blocks.length }
}

function settle({ context, event }: LaneStep<DutyFinished | DutyGaveUp>, ctx: Ctx): void {
  const { key } = event.payload
  const { journal, underWay, nonces } = ctx.ports
  const asks = context.asks[key] ?? []
  const refuse = (reason: Parameters<Ctx['refuse']>[1]) => {
    for (const ask of asks) ctx.refuse(ask, reason)
  }
  for (const [hash, owner] of underWay) if (owner === key) underWay.delete(hash)
  // It stays open in the journal: whoever asks again, or the next start, goes on with what was signed.
  if (event.type === 'duty.Failed') {
    refuse({ reason: 'failed', detail: event.payload.error, retryable: true })
    return
  }
  const { call, signed, landed, reason } = event.payload.context as TransactionContext
  const named = { key, call: { pallet: call!.pallet, name: call!.name } }
  if (landed !== null) {
    journal.settle(key, { end: 'landed', landed })
    for (const ask of asks) ctx.reply(SubmitTransaction, ask, landed)
    const { outcome, block } = landed
    const error = outcome.result === 'failed' ? { error: `${outcome.error.pallet}.${outcome.error.name}` } : {}
    ctx.emit(TransactionSettled, { ...named, outcome: outcome.result, block: block.number, ...error })
  } else if (event.payload.state === 'expired') {
    journal.settle(key, { end: 'expired' })
    // Until another extrinsic takes this nonce, none with a higher one can land.
    if (signed !== null) nonces.giveBack(signed.nonce)
    refuse({ reason: 'expired', retryable: true })
    ctx.emit(TransactionSettled, { ...named, outcome: 'expired' })
  } else {
    journal.settle(key, { end: 'invalid', reason })
    refuse({ reason: 'invalid', detail: reason })
    ctx.emit(TransactionSettled, { ...named, outcome: 'invalid', error: reason })
  }
}

async function sign({ context: { call } }: TaskArgs<TransactionContext>, ctx: TaskCtx): Promise<SignedTransaction> {
  const { link, signer, nonces, underWay, journal } = ctx.ports
  const options = { signer, nonces, eraPeriod: ctx.config.eraPeriod, signal: ctx.signal }
  const signed = await signTransaction(link.connection(), call!, options)
  try {
    // From here on it may be sent, and so may land, whatever becomes of this process.
    journal.signed(ctx.key!, signed)
  } catch (error) {
    nonces.giveBack(signed.nonce)
    throw error
  }
  underWay.set(signed.hash, ctx.key!)
  return signed
}

const send = ({ context: { signed } }: TaskArgs<TransactionContext>, { ports }: TaskCtx): Promise<SendVerdict> =>
  sendTransaction(ports.link.connection(), signed!)

function releaseNonce({ context, event }: TransactionStep<{ output?: SendVerdict }>, { ports: { nonces } }: Ctx): void {
  if (event.output?.verdict === 'refused' && event.output.nonceFree) nonces.giveBack(context.signed!.nonce)
  else nonces.doubt()
}

export const handlers = {
  'transactions.recover': recover,
  'transactions.scan': scan,
  'transactions.open': open,
  'transactions.isDone': (step: LaneStep<CommandEvent<typeof SubmitTransaction>>, ctx: Ctx) =>
    successOf(step, ctx) !== undefined,
  'transactions.answerAgain': answerAgain,
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
  'transaction.reportClash': (
    { context: { key, signed }, event }: TransactionStep<{ output?: SendVerdict }>,
    ctx: Ctx,
  ) => {
    const reason = event.output?.verdict === 'refused' ? event.output.reason : ''
    ctx.log.warn({ key, nonce: signed!.nonce, reason }, 'somebody else signs with this key; a nonce was taken')
    ctx.emit(ForeignUse, { key, nonce: signed!.nonce, reason })
  },
  'transaction.reportSent': ({ context: { key, signed } }: TransactionStep, ctx: Ctx) =>
    void ctx.emit(TransactionSent, { key, hash: signed!.hash, nonce: signed!.nonce }),
}
