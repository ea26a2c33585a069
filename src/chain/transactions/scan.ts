import { z } from 'zod'
import { blake2AsHex } from '#polkadot'
import type { Connection } from '../connection/link.ts'
import type { BlockRef } from '../decoder/chain-fact.ts'
import type { DispatchOutcome, Submitted } from './events.ts'

const body = z.object({ block: z.object({ extrinsics: z.array(z.string()) }) })
const bytes = z.string().nullable()

/** What says how an extrinsic ended. */
const ENDS: ReadonlySet<string> = new Set(['System.ExtrinsicSuccess', 'System.ExtrinsicFailed'])

/** Finds those of `hashes` that are in a finalized block, and reads from its events how each went. */
export async function scanBlock(
  connection: Connection,
  block: BlockRef,
  hashes: ReadonlySet<string>,
): Promise<Submitted[]> {
  const { session, runtime } = connection
  const { extrinsics } = body.parse(await session.request('chain_getBlock', [block.hash])).block
  const found = extrinsics
    .map((extrinsic, index) => ({ hash: blake2AsHex(extrinsic), index }))
    .filter(({ hash }) => hashes.has(hash))
  if (found.length === 0) return []
  const raw = bytes.parse(await session.request('state_getStorage', [runtime.eventsKey, block.hash]))
  const events = runtime.decodeEvents(raw ?? '0x00', ENDS)
  return found.map(({ hash, index }) => {
    const end = events.find((event) => event.extrinsic === index)
    if (end === undefined) throw new Error(`block ${block.number} does not say how its extrinsic ${index} ended`)
    return { hash, block, index, outcome: outcomeOf(connection, end.event, end.fields) }
  })
}

function outcomeOf({ runtime }: Connection, event: string, fields: Readonly<Record<string, unknown>>): DispatchOutcome {
  if (event === 'ExtrinsicSuccess') return { result: 'success' }
  return { result: 'failed', error: runtime.dispatchError(fields['dispatchError']) }
}
