import { PeerError } from '../../peers/errors.ts'
import { bag } from '../../store/mmr.ts'
import type { Commitment, MmrLeaf } from '../../store/types.ts'
import { SyncError } from '../errors.ts'
import type { Source } from '../sources/read.ts'
import type { Requests } from '../sources/requests.ts'
import { askLeaves, askPeaks } from './ask.ts'
import { agreeing, rootOver } from './range.ts'

interface Sought {
  readonly bucketId: bigint
  readonly target: Commitment
  /** What may be its first leaves. */
  readonly known: readonly MmrLeaf[]
}

/** Milliseconds between two rounds of asking every source. */
type Wait = (sources: readonly Source[]) => Promise<boolean>

/**
 * The leaves under a commitment of the chain: those that are known already, and from one source those behind them. What does not
 * lead to the chain's root is nobody's truth.
 *
 * @param wait until one of the sources may be asked again; false when that takes too long
 * @throws SyncError `no-source`
 */
export async function findLeaves(
  requests: Requests,
  sources: readonly Source[],
  sought: Sought,
  wait: Wait,
): Promise<readonly MmrLeaf[]> {
  const { target, known } = sought
  const count = Number(target.leafCount)
  if (known.length === count && rootOver(known) === target.mmrRoot) return known
  const lacking = new Set<string>()
  for (;;) {
    const open = sources.filter(({ address }) => !lacking.has(address))
    const [source] = requests.ranked(open.filter((each) => requests.isUsable(each)))
    if (source === undefined) {
      if (open.length > 0 && (await wait(open))) continue
      throw new SyncError('no-source', `none of ${sources.length} providers gave the leaves under ${target.mmrRoot}`)
    }
    const leaves = await leavesFrom(requests, source, sought).catch((error: unknown) => {
      // What it is worth has been written down where it was asked.
      if (error instanceof PeerError) return undefined
      throw error
    })
    if (leaves === null) lacking.add(source.address)
    else if (leaves !== undefined) return leaves
  }
}

/** From one source; null when it does not have them, undefined when they are wrong. */
async function leavesFrom(
  requests: Requests,
  source: Source,
  { bucketId, target, known }: Sought,
): Promise<readonly MmrLeaf[] | null | undefined> {
  const count = Number(target.leafCount)
  const behind = async (kept: readonly MmrLeaf[]) => {
    const range = { bucketId, fromSeq: target.startSeq + BigInt(kept.length), count: count - kept.length }
    const more = await askLeaves(requests, source, range)
    return more === null ? null : [...kept, ...more]
  }
  const isRight = (leaves: readonly MmrLeaf[]) => rootOver(leaves) === target.mmrRoot

  const first = await behind(known)
  if (first === null) return null
  if (isRight(first)) return first
  // Either it lies, or what was known is not what the primaries have any more.
  if (known.length > 0) {
    const peaks = await askPeaks(requests, source, bucketId)
    const isTold = peaks !== null && bag(peaks) === target.mmrRoot
    const kept = isTold ? agreeing(known, count, peaks) : 0
    const second = kept === known.length ? first : await behind(known.slice(0, kept))
    if (second === null) return null
    if (isRight(second)) return second
  }
  requests.wrong(source, `leaves of bucket ${bucketId} that do not lead to the root on chain`)
  return undefined
}
