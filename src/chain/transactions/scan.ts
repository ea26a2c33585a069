import { z } from 'zod'
import { blake2AsHex } from '#polkadot'
import type { Connection } from '../connection/link.ts'
import type { BlockRef } from '../decoder/chain-fact.ts'
import { isPruned } from '../errors.ts'
import type { ChainRuntime } from '../runtime/runtime.ts'
import type { DispatchOutcome, Submitted } from './events.ts'

const body = z.object({
  block: z.object({ header: z.object({ parentHash: z.string() }), extrinsics: z.array(z.string()) }),
})
const bytes = z.string().nullable()

/** What says how an extrinsic ended. */
const ENDS: ReadonlySet<string> = new Set(['System.ExtrinsicSuccess', 'System.ExtrinsicFailed'])

/** Finds those of `hashes` that are in a finalized block, and reads from its events how each went. */
export async function scanBlock(
  connection: Connection,
  block: BlockRef,
  hashes: ReadonlySet<string>,
): Promise<Submitted[]> {
  const { session } = connection
  const { header, extrinsics } = body.parse(await session.request('chain_getBlock', [block.hash])).block
  const found = extrinsics
    .map((extrinsic, index) => ({ hash: blake2AsHex(extrinsic), index }))
    .filter(({ hash }) => hashes.has(hash))
  if (found.length === 0) return []
  const outcomes = await outcomesIn(connection, block, header.parentHash)
  return found.map(({ hash, index }) => ({ hash, block, index, outcome: outcomes(index) }))
}

/** How the extrinsics of a block went, by their indices. */
async function outcomesIn(
  { session, runtimes }: Connection,
  block: BlockRef,
  parentHash: string,
): Promise<(extrinsic: number) => DispatchOutcome> {
  try {
    // What executed the block is what encoded its events.
    const runtime = await runtimes.at(parentHash)
    const raw = bytes.parse(await session.request('state_getStorage', [runtime.eventsKey, block.hash]))
    const events = runtime.decodeEvents(raw ?? '0x00', ENDS)
    return (extrinsic) => {
      const end = events.find((event) => event.extrinsic === extrinsic)
      if (end === undefined) throw new Error(`block ${block.number} does not say how its extrinsic ${extrinsic} ended`)
      return outcomeOf(runtime, end.event, end.fields)
    }
  } catch (error) {
    if (isPruned(error)) return () => ({ result: 'unknown' })
    throw error
  }
}

function outcomeOf(runtime: ChainRuntime, event: string, fields: Readonly<Record<string, unknown>>): DispatchOutcome {
  if (event === 'ExtrinsicSuccess') return { result: 'success' }
  return { result: 'failed', error: runtime.dispatchError(fields['dispatchError']) }
}
