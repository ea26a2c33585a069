import { depthOf, MAX_CHUNK } from '../../store/chunk-tree.ts'
import { HASH_BYTES, ZERO } from '../../store/hashing.ts'
import { childrenOf } from '../../store/nodes.ts'
import type { Hash, TreeNode } from '../../store/types.ts'
import { SyncError } from '../errors.ts'
import type { Piece } from './pool.ts'

/** Where nodes come from, and where they go. */
export interface NodeAccess {
  /** From the store, or from a source. @throws SyncError `no-source` */
  get(hash: Hash, most: number): Promise<Piece>
  /** Children before their parents. */
  put(node: TreeNode): Promise<void>
}

export interface Sought {
  readonly root: Hash
  /** Bytes of the object. */
  readonly size: number
  /** Chunks that are taken at the most. */
  readonly mostChunks: number
}

/** What is under a node. */
interface Part {
  readonly size: number
  readonly chunks: number
}

/** Subtrees of so many levels are fetched all at once, larger ones one half after the other. */
const AT_ONCE = 6
/** Nodes of which it is not certain what they are that are held back at the most. */
const MOST_HELD = 65_536

const PADDING: Part = { size: 0, chunks: 0 }

const canBePair = ({ data }: Piece): boolean => data.length === 2 * HASH_BYTES

/**
 * Brings a whole object into the store, from its root down.
 *
 * The bytes of a node do not say whether it is a chunk or a pair of hashes: 64 bytes can be either. What decides is that all
 * chunks of an object are at one depth, that they fill its tree from the left, and that together they have the size which the leaf
 * on chain names. Where more than one depth is like that, the deepest is meant, as in the store. What a source says about it is
 * only what is tried first.
 *
 * @throws SyncError `unfit` when it is no tree of that size; `no-source`
 */
export async function fetchObject(access: NodeAccess, sought: Sought): Promise<void> {
  const { root, size } = sought
  /** What stands at the left edge has been fetched when the tree is grown. */
  const edge = new Map<Hash, Piece>()
  const known: NodeAccess = { ...access, get: async (hash, most) => edge.get(hash) ?? access.get(hash, most) }
  const depths = depthsOf(access, sought, edge)
  for (;;) {
    const next = await depths.next()
    if (next.done === true) throw new SyncError('unfit', `${root} is no tree of chunks with ${size} bytes`)
    if (await growTo(next.value, known, sought)) return
  }
}

interface Depth {
  readonly depth: number
  /** Whether no other is possible by what is known. */
  readonly isCertain: boolean
}

/** Depths at which the chunks can be, the most likely first: by what stands at the left edge of the tree. */
async function* depthsOf(
  access: NodeAccess,
  { root, size, mostChunks }: Sought,
  seen: Map<Hash, Piece>,
): AsyncGenerator<Depth> {
  const least = depthOf(Math.ceil(size / MAX_CHUNK))
  const deepest = depthOf(size)
  async function get(hash: Hash): Promise<Piece> {
    const piece = await access.get(hash, bound(size))
    seen.set(hash, piece)
    return piece
  }
  const edge: Piece[] = [await get(root)]
  let lack: SyncError | undefined

  /** Looks one level deeper, if there can be one. */
  async function descend(): Promise<boolean> {
    const last = edge.at(-1)!
    const [left] = childrenOf(last.data)
    if (!canBePair(last) || edge.length > deepest || left === ZERO) return false
    try {
      edge.push(await get(left))
      return true
    } catch (error) {
      // Of a chunk that looks like a pair nobody has the children.
      if (edge.length <= least || !(error instanceof SyncError) || error.code !== 'no-source') throw error
      lack = error
      return false
    }
  }

  while ((edge.at(-1)!.saysPair || edge.length <= least) && (await descend())) {}
  const told = edge.length - 1
  if (2 ** told > mostChunks) throw new SyncError('unfit', `${root} has more than ${mostChunks} chunks`)
  if (told < least) return
  const first = edge[told]!.data.length
  yield { depth: told, isCertain: !canBePair(edge[told]!) && depthOf(Math.ceil(size / Math.max(1, first))) === told }
  for (let depth = told - 1; depth >= least; depth -= 1) yield { depth, isCertain: false }
  while (2 ** edge.length <= mostChunks && (await descend())) yield { depth: edge.length - 1, isCertain: false }
  // It may well be a tree, of which nobody gave the rest.
  if (lack !== undefined) throw lack
}

const bound = (size: number): number => Math.max(2 * HASH_BYTES, Math.min(size, MAX_CHUNK))

/** Fetches the tree as one with its chunks at this depth. @returns whether it is one, of the right size */
async function growTo({ depth, isCertain }: Depth, { get, put }: NodeAccess, { root, size }: Sought): Promise<boolean> {
  const least = depthOf(Math.ceil(size / MAX_CHUNK))
  const parts = new Map<string, Promise<Part | undefined>>()
  const held: TreeNode[] = []

  /** 64 bytes that may be something else are put once the whole is known to be right: the store would remember it wrongly. */
  async function keep(node: TreeNode, level: number): Promise<void> {
    if (isCertain || node.data.length !== 2 * HASH_BYTES || level < least) return put(node)
    held.push(node)
    if (held.length > MOST_HELD) throw new SyncError('unfit', `${root} is a tree of too many too small chunks`)
  }

  async function chunk(hash: Hash, level: number): Promise<Part | undefined> {
    const { data } = await get(hash, bound(size))
    await keep({ hash, data, children: [] }, level)
    return { size: data.length, chunks: 1 }
  }

  async function inner(hash: Hash, level: number): Promise<Part | undefined> {
    const piece = await get(hash, level < least ? 2 * HASH_BYTES : bound(size))
    if (!canBePair(piece)) return undefined
    const children = childrenOf(piece.data)
    const [left, right] =
      depth - level <= AT_ONCE
        ? await Promise.all(children.map((child) => part(child, level + 1)))
        : [await part(children[0], level + 1), await part(children[1], level + 1)]
    if (left === undefined || right === undefined) return undefined
    // Chunks stand one behind the other.
    if (right.chunks > 0 && left.chunks < 2 ** (depth - level - 1)) return undefined
    await keep({ hash, data: piece.data, children }, level)
    return { size: left.size + right.size, chunks: left.chunks + right.chunks }
  }

  /** The same subtree in two places is fetched once. */
  function part(hash: Hash, level: number): Promise<Part | undefined> {
    if (level === depth && hash === ZERO) return Promise.resolve(PADDING)
    const known = parts.get(`${level}/${hash}`)
    if (known !== undefined) return known
    const fetched = level === depth ? chunk(hash, level) : inner(hash, level)
    parts.set(`${level}/${hash}`, fetched)
    return fetched
  }

  const whole = await part(root, 0)
  if (whole === undefined || whole.size !== size || depthOf(whole.chunks) !== depth) return false
  // Held back in the order in which they were complete: children first.
  for (const node of held) await put(node)
  return true
}
