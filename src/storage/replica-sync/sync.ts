import type { TaskContext } from '../../kernel/index.ts'
import { MAX_CHUNK } from '../store/chunk-tree.ts'
import { ZERO } from '../store/hashing.ts'
import type { Commitment, MmrLeaf } from '../store/types.ts'
import { inOrder } from './budget.ts'
import type { SyncCase } from './case.ts'
import type { ReplicaSyncConfig } from './config.ts'
import { SyncError, type SyncErrorCode, syncErrorOf } from './errors.ts'
import { findLeaves } from './leaves/find.ts'
import { knownLeaves } from './leaves/known.ts'
import { nodeAccess, sizeIn } from './nodes/access.ts'
import { fetchObject, type NodeAccess } from './nodes/object.ts'
import { createPool } from './nodes/pool.ts'
import type { ReplicaPorts } from './ports.ts'
import { readSources, type Source } from './sources/read.ts'
import { createRequests } from './sources/requests.ts'

type Ctx = TaskContext<ReplicaSyncConfig, ReplicaPorts>

/** What came of bringing a bucket's data here. `sources`: accounts that gave some of its `bytes`. */
export type FetchVerdict = { readonly bytes: bigint; readonly sources: readonly string[] } & (
  | { readonly verdict: 'synced' }
  | { readonly verdict: 'failed'; readonly code: SyncErrorCode; readonly reason: string }
)

/** Objects under way weigh so many chunks of the largest size, each one at the least. */
const WINDOW = 256
/** Chunks of one object that are under way at a time. */
const MOST_OF_ONE = 64
/** Leaves after which what is complete is taken over, so that it is found after a crash and not swept away meanwhile. */
const FEWEST_ADOPTED = 64

/** Makes the local copy of a bucket what the chain has: leaves first, then all data that is missing. */
export async function fetchBucket(ctx: Ctx, { bucketId, target, maxBytes }: SyncCase): Promise<FetchVerdict> {
  const { ports, config } = ctx
  const { store } = ports
  const requests = createRequests(ctx, bucketId)
  const wanted = target ?? EMPTY
  const sources = await readSources(ctx, {
    bucketId,
    provider: config.provider,
    root: wanted.mmrRoot,
    most: config.most.sources,
  })
  /** Until somebody may be asked again, if that is soon. */
  async function wait(from: readonly Source[]): Promise<boolean> {
    const until = Math.min(...from.map((source) => requests.usableFrom(source)))
    const pause = until - ctx.now()
    if (!(pause <= config.patience)) return false
    await ctx.sleep(Math.max(0, pause))
    return true
  }
  const pool = createPool({
    bucketId,
    sources,
    requests,
    batch: config.batch,
    perSource: config.requests.perSource,
    now: () => ctx.now(),
    wait,
  })
  const told = () => ({ bytes: pool.bytes, sources: [...pool.gaveSome] })
  try {
    ensureFits(wanted, config.most.leaves)
    await store.setQuota(bucketId, maxBytes)
    const known = await knownLeaves(ports, bucketId, wanted)
    const leaves = await findLeaves(requests, sources, { bucketId, target: wanted, known: known.leaves }, wait)
    ports.leaves.set(String(bucketId), { startSeq: wanted.startSeq, leaves })
    const access = nodeAccess(store, bucketId, pool)
    const isAdded = known.stored?.every((leaf, place) => isSame(leaf, leaves[place])) ?? false
    const present = isAdded ? known.stored!.length : 0
    await bringAll(ctx, { bucketId, target: wanted, leaves, isAdded, present, access })
    ports.leaves.delete(String(bucketId))
    return { verdict: 'synced', ...told() }
  } catch (error) {
    ctx.signal.throwIfAborted()
    const { code, message } = syncErrorOf(error)
    return { verdict: 'failed', code, reason: message, ...told() }
  } finally {
    pool.close(new SyncError('no-source', 'the sync is over'))
  }
}

interface Bringing {
  readonly bucketId: bigint
  readonly target: Commitment
  readonly leaves: readonly MmrLeaf[]
  /** Whether they only add to the leaves that the store has: so many. */
  readonly isAdded: boolean
  readonly present: number
  readonly access: NodeAccess
}

/** Fetches the objects of all leaves and takes them over, in growing steps where nothing has to be given up for it. */
async function bringAll({ ports: { store }, config }: Ctx, bringing: Bringing): Promise<void> {
  const { bucketId, target, leaves, isAdded, present, access } = bringing
  const bring = async ({ dataRoot, dataSize }: MmrLeaf) => {
    if ((await sizeIn(store, bucketId, dataRoot)) === dataSize) return
    await fetchObject(access, { root: dataRoot, size: sizeOf(dataSize), mostChunks: config.most.chunks })
  }
  let done = present
  do {
    const step = isAdded ? Math.max(FEWEST_ADOPTED, Math.floor(done / 2)) : leaves.length
    const end = Math.min(leaves.length, done + step)
    await inOrder(leaves.slice(done, end), { limit: WINDOW, weigh: weightOf }, bring)
    done = end
    const { mmrRoot } = await store.adopt(bucketId, target.startSeq, leaves.slice(0, done))
    if (done === leaves.length) ensureSame(bucketId, mmrRoot, target)
  } while (done < leaves.length)
}

const EMPTY: Commitment = { mmrRoot: ZERO, startSeq: 0n, leafCount: 0n }

const weightOf = ({ dataSize }: MmrLeaf): number =>
  Math.max(1, Math.min(MOST_OF_ONE, Math.ceil(Number(dataSize) / MAX_CHUNK)))

const isSame = (one: MmrLeaf, other: MmrLeaf | undefined): boolean =>
  one.dataRoot === other?.dataRoot && one.dataSize === other.dataSize && one.totalSize === other.totalSize

function sizeOf(dataSize: bigint): number {
  if (dataSize > BigInt(Number.MAX_SAFE_INTEGER)) throw new SyncError('unfit', `an object of ${dataSize} bytes`)
  return Number(dataSize)
}

function ensureFits({ mmrRoot, startSeq, leafCount }: Commitment, most: number): void {
  if ((leafCount === 0n) !== (mmrRoot === ZERO))
    throw new SyncError('unfit', `${leafCount} leaves cannot have the root ${mmrRoot}`)
  if (leafCount > BigInt(most)) throw new SyncError('unfit', `${leafCount} leaves are more than ${most}`)
  if (startSeq + leafCount > BigInt(Number.MAX_SAFE_INTEGER))
    throw new SyncError('unfit', `leaves from ${startSeq} on cannot be numbered`)
}

/** What was taken over is what the chain has, or nothing is said about it. */
function ensureSame(bucketId: bigint, root: string, { mmrRoot }: Commitment): void {
  if (root !== mmrRoot)
    throw new SyncError('store-failed', `bucket ${bucketId} has the root ${root}, though its leaves lead to ${mmrRoot}`)
}
