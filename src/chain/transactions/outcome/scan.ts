import { z } from 'zod'
import { blake2AsHex } from '#polkadot'
import type { Connection } from '../../connection/link.ts'
import type { Session } from '../../connection/session.ts'
import type { BlockRef } from '../../decoder/chain-fact.ts'
import { isPruned } from '../../errors.ts'
import type { Body } from './body.ts'
import { ENDS, type ExtrinsicOutcome, readOutcome } from './read.ts'
import { signerOf } from './signer-of.ts'

const bytes = z.string().nullable()

const UNKNOWN: ExtrinsicOutcome = { whole: { result: 'unknown' }, items: [], fee: undefined }

export interface FoundExtrinsic extends ExtrinsicOutcome {
  readonly hash: string
  readonly block: BlockRef
  readonly index: number
}

export interface ScannedBlock {
  readonly found: readonly FoundExtrinsic[]
  /** Whether the account signed something in it that was not looked for. */
  readonly isForeign: boolean
}

export interface Wanted {
  readonly hashes: ReadonlySet<string>
  /** Hex. */
  readonly account: string
  /** Errors that may pass, `Pallet.Error`. */
  readonly passing: ReadonlySet<string>
  /** How a block's extrinsics are asked for. */
  readonly requestBody: (session: Session, block: BlockRef) => Promise<Body>
}

/** Finds the wanted extrinsics in a finalized block, and reads from its events how each went. @throws ChainError */
export async function scanBlock(
  connection: Connection,
  block: BlockRef,
  { hashes, account, passing, requestBody }: Wanted,
): Promise<ScannedBlock> {
  const { parentHash, extrinsics } = await requestBody(connection.session, block)
  const all = extrinsics.map((extrinsic, index) => ({ extrinsic, hash: blake2AsHex(extrinsic), index }))
  const wanted = all.filter(({ hash }) => hashes.has(hash))
  const isForeign = all.some(({ extrinsic, hash }) => !hashes.has(hash) && signerOf(extrinsic) === account)
  if (wanted.length === 0) return { found: [], isForeign }
  const outcomes = await outcomesIn(connection, block, parentHash, passing)
  return { found: wanted.map(({ hash, index }) => ({ hash, block, index, ...outcomes(index) })), isForeign }
}

/** How the extrinsics of a block went, by their indices. */
async function outcomesIn(
  { session, runtimes }: Connection,
  block: BlockRef,
  parentHash: string,
  passing: ReadonlySet<string>,
): Promise<(extrinsic: number) => ExtrinsicOutcome> {
  try {
    // What executed the block is what encoded its events.
    const runtime = await runtimes.at(parentHash)
    const raw = bytes.parse(await session.request('state_getStorage', [runtime.eventsKey, block.hash]))
    const events = runtime.decodeEvents(raw ?? '0x00', ENDS)
    return (extrinsic) => {
      const own = events.filter((event) => event.extrinsic === extrinsic)
      const outcome = readOutcome(own, runtime, passing)
      if (outcome !== undefined) return outcome
      throw new Error(`block ${block.number} does not say how its extrinsic ${extrinsic} ended`)
    }
  } catch (error) {
    if (isPruned(error)) return () => UNKNOWN
    throw error
  }
}
