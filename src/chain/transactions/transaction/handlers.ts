import type { Signed, TransactionContext } from '../../../../machines/duties/transaction.ts'
import type { ActorContext, StepArgs, TaskArgs, TaskContext } from '../../../kernel/index.ts'
import type { LaneConfig } from '../config.ts'
import { LaneError } from '../errors.ts'
import { BalanceLow, ForeignUse, TransactionSent } from '../events.ts'
import type { LanePorts } from '../ports.ts'
import { nextNonce, signTransaction } from '../sign.ts'
import { prepare } from './prepare.ts'
import { type SendVerdict, sendTransaction } from './send.ts'
import { nextTip } from './tip.ts'

type Ctx = ActorContext<LaneConfig, LanePorts>
type TaskCtx = TaskContext<LaneConfig, LanePorts>
type Step<Event = object> = StepArgs<TransactionContext, Event & { type: string }>
type Args = TaskArgs<TransactionContext>

async function sign({ context: { items } }: Args, ctx: TaskCtx): Promise<Signed> {
  const { link, signer, nonces, queue } = ctx.ports
  const connection = link.connection()
  const { extrinsic, envelope, carried } = await prepared(ctx, { items, signed: null, tip: 0n })
  if (!nonces.certain) nonces.learn(await nextNonce(connection, signer.account))
  ctx.signal.throwIfAborted()
  const nonce = nonces.take()
  try {
    const transaction = await signTransaction(connection, extrinsic, nonce, envelope, ctx.signal)
    note(ctx, { transaction, carried }, items)
    // What was too much for this one goes first into the next.
    for (const intent of items.slice(carried)) queue.add(intent, 0)
    return { transaction, carried }
  } catch (error) {
    // Whatever may have been signed has not left the node.
    nonces.giveBack(nonce)
    throw error
  }
}

/** The same once more, with a higher tip. */
async function replace({ context: { items, signed } }: Args, ctx: TaskCtx): Promise<Signed> {
  const { nonce, tip: before } = signed!
  const { extrinsic, envelope, carried } = await prepared(ctx, { items, signed, tip: nextTip(before, ctx.config.tip) })
  const transaction = await signTransaction(ctx.ports.link.connection(), extrinsic, nonce, envelope, ctx.signal)
  note(ctx, { transaction, carried }, items)
  return { transaction, carried }
}

async function prepared(ctx: TaskCtx, duty: Pick<TransactionContext, 'items' | 'signed'> & { tip: bigint }) {
  try {
    return await prepare(ctx.ports.link.connection(), duty, ctx.ports, ctx.config)
  } catch (error) {
    if (error instanceof LaneError && error.payload.code === 'below-floor') {
      const { usable, fee, floor } = error.payload
      ctx.log.warn({ usable, fee, floor }, error.message)
      ctx.emit(BalanceLow, { usable, fee, floor })
    }
    throw error
  }
}

/** From here on it may be sent, and so may land, whatever becomes of this process. */
function note({ ports, key }: TaskCtx, { transaction, carried }: Signed, items: TransactionContext['items']): void {
  const keys = items.slice(0, carried).map((intent) => intent.key)
  ports.journal.signed(transaction, keys)
  ports.underWay.set(transaction.hash, key!)
}

const send = ({ context: { signed } }: Args, { ports }: TaskCtx): Promise<SendVerdict> =>
  sendTransaction(ports.link.connection(), signed!)

function releaseNonce({ context, event }: Step<{ output?: SendVerdict }>, { ports: { nonces, journal } }: Ctx): void {
  journal.release(context.items.map(({ key }) => key))
  if (event.output?.verdict === 'refused' && event.output.cause !== 'nonce-taken')
    nonces.giveBack(context.signed!.nonce)
  else nonces.doubt()
}

function reportClash({ context: { signed }, event }: Step<{ output?: SendVerdict }>, ctx: Ctx): void {
  const reason = event.output?.verdict === 'refused' ? event.output.reason : ''
  const { nonce } = signed!
  ctx.log.warn({ nonce, reason }, 'somebody else signs with this key; a nonce was taken')
  ctx.emit(ForeignUse, { nonce, reason })
}

function reportSent({ context: { items, signed } }: Step, ctx: Ctx): void {
  const { hash, nonce, tip } = signed!
  ctx.emit(TransactionSent, { key: items[0]!.key, keys: items.map(({ key }) => key), hash, nonce, tip })
}

/** Whether the runtime it is signed for was replaced since: blocks from before it was signed do not tell. */
function isOutdated({ context: { signed } }: Step, { ports: { searched } }: Ctx): boolean {
  if (signed === null || signed.specVersion === null || searched.specVersion === null) return false
  return searched.number >= signed.birth && signed.specVersion !== searched.specVersion
}

export const transactionHandlers = {
  'transaction.sign': sign,
  'transaction.replace': replace,
  'transaction.send': send,
  'transaction.isQuiet': ({ context: { quiet } }: Step, ctx: Ctx) => quiet + 1 >= ctx.config.resendAfter,
  'transaction.isOutdated': isOutdated,
  'transaction.mayPayMore': ({ context: { age, signed } }: Step, { config: { tip } }: Ctx) =>
    age + 1 >= tip.after && nextTip(signed!.tip, tip) > signed!.tip,
  'transaction.releaseNonce': releaseNonce,
  'transaction.reportClash': reportClash,
  'transaction.reportSent': reportSent,
  'transaction.retry': (_: Step, ctx: Ctx) => ctx.config.retryAfter,
}
