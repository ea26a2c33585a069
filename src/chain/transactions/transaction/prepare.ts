import type { SubmittableExtrinsic } from '#polkadot'
import type { TransactionContext } from '../../../../machines/duties/transaction.ts'
import { finalizedHead } from '../../connection/finalized-head.ts'
import type { Connection } from '../../connection/link.ts'
import { composeCall } from '../compose-call.ts'
import type { LaneConfig } from '../config.ts'
import { LaneError } from '../errors.ts'
import { priceOf, usableBalance, weightLimit } from '../fees.ts'
import type { LanePorts } from '../ports.ts'
import { assertShapes } from '../shapes.ts'
import { type Envelope, eraWithin, unsignedBytes } from '../sign.ts'

/** An extrinsic that may be signed: it is known what it costs, and that it can be paid. */
export interface Prepared {
  readonly extrinsic: SubmittableExtrinsic<'promise'>
  readonly envelope: Envelope
  /** How many of the first calls it carries; fewer than there are when they weigh too much together. */
  readonly carried: number
}

type Ports = Pick<LanePorts, 'signer' | 'journal'>

/**
 * Puts the calls of a duty into one extrinsic, and looks whether the account can pay for it.
 *
 * @throws LaneError, ChainError, and what building a call throws
 */
export async function prepare(
  connection: Connection,
  { items, signed, tip }: Pick<TransactionContext, 'items' | 'signed'> & { readonly tip: bigint },
  { signer, journal }: Ports,
  config: LaneConfig,
): Promise<Prepared> {
  const { runtime, session } = connection
  assertShapes(
    runtime,
    items.map(({ call }) => call),
    journal.shapes,
    config,
  )
  const head = await finalizedHead(session)
  const deadlines = items.flatMap(({ deadline }) => deadline ?? [])
  const deadline = deadlines.length === 0 ? undefined : Math.min(...deadlines)
  const envelope = { signer, head, eraPeriod: eraWithin(head.number, config.eraPeriod, deadline), tip }
  const most = (weightLimit(runtime) ?? 0n) * BigInt(Math.round(config.batch.weight * 1_000_000))
  // What replaces an extrinsic carries what that one does.
  let carried = items.length
  for (;;) {
    const calls = items.slice(0, carried).map(({ call }) => call)
    const extrinsic = composeCall(runtime.api, { calls, mode: items[0]!.batch?.mode, actsFor: signer.actsFor })
    const { fee, weight } = await priceOf(connection, unsignedBytes(connection, extrinsic, envelope), head.hash)
    if (carried > 1 && signed === null && most > 0n && weight * 1_000_000n > most) {
      carried = Math.ceil(carried / 2)
      continue
    }
    await assertAffordable(connection, head.hash, fee + tip, items, { signer, journal }, config)
    return { extrinsic, envelope, carried }
  }
}

async function assertAffordable(
  connection: Connection,
  at: string,
  fee: bigint,
  items: TransactionContext['items'],
  { signer, journal }: Ports,
  { keep }: LaneConfig,
): Promise<void> {
  const dearest = journal.dearestFee()
  if (fee > dearest) journal.noteFee(fee)
  if (items.some(({ priority }) => priority === 'urgent')) return
  const usable = await usableBalance(connection, signer.account, at)
  const highest = fee > dearest ? fee : dearest
  const counted = (highest * BigInt(Math.round(keep.dearest * 1_000))) / 1_000n
  const floor = counted > keep.amount ? counted : keep.amount
  if (usable >= fee + floor) return
  throw new LaneError(
    { code: 'below-floor', usable, fee, floor },
    `the account can spend ${usable} planck; ${fee} for this and ${floor} kept for urgent calls are more`,
  )
}
