import type { SubmittableExtrinsic } from '#polkadot'
import type { TransactionContext } from '../../../../machines/duties/transaction.ts'
import { finalizedHead } from '../../connection/finalized-head.ts'
import type { Connection } from '../../connection/link.ts'
import { composeCall } from '../compose-call.ts'
import type { LaneConfig } from '../config.ts'
import { priceOf, weightLimit } from '../costs/chain.ts'
import { likenessOf } from '../costs/likeness.ts'
import type { LanePorts } from '../ports.ts'
import { assertShapes } from '../shapes.ts'
import { type Envelope, eraWithin, unsignedBytes } from '../sign.ts'
import { noteDearest, type Paying, shortfall } from './afford.ts'

/** An extrinsic that may be signed: it is known what it costs, and that it can be paid. */
export interface Prepared {
  readonly extrinsic: SubmittableExtrinsic<'promise'>
  readonly envelope: Envelope
  /** How many of the first calls it carries; fewer than there are when they weigh too much together. */
  readonly carried: number
}

type Ports = Paying & Pick<LanePorts, 'prices'>

/** Doubled, the dearest price seen of a likeness bounds the others. */
const MARGIN = 2n

/**
 * Puts the calls of a duty into one extrinsic, and looks whether the account can pay for it. The chain is asked for the price only
 * when none of the kind was seen of late, or twice the dearest seen would be too much.
 *
 * @throws LaneError, ChainError, and what building a call throws
 */
export async function prepare(
  connection: Connection,
  { items, signed, tip }: Pick<TransactionContext, 'items' | 'signed'> & { readonly tip: bigint },
  ports: Ports,
  config: LaneConfig,
): Promise<Prepared> {
  const { runtime, session } = connection
  const { signer, journal, prices } = ports
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
  const moment = { block: head.number, specVersion: runtime.specVersion }
  const lacking = (fee: bigint) => shortfall(connection, head.hash, fee + tip, items, ports, config)
  // What replaces an extrinsic carries what that one does.
  let carried = items.length
  for (;;) {
    const calls = items.slice(0, carried).map(({ call }) => call)
    const extrinsic = composeCall(runtime.api, { calls, mode: items[0]!.batch?.mode, actsFor: signer.actsFor })
    const hex = unsignedBytes(connection, extrinsic, envelope)
    const likeness = likenessOf({ calls, actsFor: signer.actsFor, hex })
    const isTooHeavy = (weight: bigint) => carried > 1 && signed === null && most > 0n && weight * 1_000_000n > most
    const prepared = { extrinsic, envelope, carried }
    const seen = prices.seen(likeness, moment)
    if (seen !== undefined && !isTooHeavy(seen.weight * MARGIN) && (await lacking(seen.fee * MARGIN)) === undefined) {
      promise(seen.fee + tip, ports)
      return prepared
    }
    const price = await priceOf(connection, hex, head.hash)
    prices.note(likeness, price, moment)
    if (isTooHeavy(price.weight)) {
      carried = Math.ceil(carried / 2)
      continue
    }
    noteDearest(price.fee + tip, journal)
    const lack = await lacking(price.fee)
    if (lack !== undefined) throw lack
    promise(price.fee + tip, ports)
    return prepared
  }
}

function promise(fee: bigint, { journal, purse }: Ports): void {
  noteDearest(fee, journal)
  purse.promise(fee)
}
