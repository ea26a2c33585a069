import type { BucketRow, BucketTable } from './buckets.ts'
import { StoreError } from './errors.ts'
import type { Epoch, History } from './history.ts'
import { bag } from './mmr.ts'
import type { NodeTable } from './nodes.ts'
import type { ObjectTable } from './objects.ts'
import type { PrunedTable } from './pruned.ts'
import type { Commitment, DeletionReceipt, Hash, MmrLeaf, TreeNode } from './types.ts'

interface Tables {
  readonly nodes: NodeTable
  readonly objects: ObjectTable
  readonly history: History
  readonly buckets: BucketTable
  readonly pruned: PrunedTable
  now(): number
}

function checkReceipt(receipt: DeletionReceipt | null, { mmrRoot }: Commitment): void {
  if (receipt !== null && receipt.commitment.mmrRoot !== mmrRoot)
    throw new StoreError('invalid_hash', 'the receipt is for another root than the bucket then has', { mmrRoot })
}

/** What changes a store; each runs inside a transaction. */
export function createUpdates({ nodes, objects, history, buckets, pruned, now }: Tables) {
  function ensure(id: string, startSeq = 0): BucketRow {
    if (buckets.find(id) === undefined) buckets.open(id, history.begin(id, startSeq))
    return buckets.get(id)
  }

  function commitmentOf({ epoch, leafCount }: Pick<BucketRow, 'epoch' | 'leafCount'>): Commitment {
    const mmrRoot = bag(history.peaks(epoch.id, leafCount))
    return { mmrRoot, startSeq: BigInt(epoch.startSeq), leafCount: BigInt(leafCount) }
  }

  /** Notes for every node of an object that one more leaf, or one less, has it. */
  const use = (id: string, root: Hash, by: 1 | -1) =>
    objects.tally(root, (hash, places) => nodes.use(id, hash, by * places, now()))

  /** Adds leaves behind those that there are, and notes the root that they lead to. */
  function extend(id: string, leaves: readonly MmrLeaf[]): void {
    const { epoch, leafCount } = buckets.get(id)
    for (const [place, leaf] of leaves.entries()) {
      const { size } = objects.shape(leaf.dataRoot)
      if (BigInt(size) !== leaf.dataSize)
        throw new StoreError('invalid_node', `${leaf.dataRoot} has ${size} bytes, not ${leaf.dataSize}`)
      use(id, leaf.dataRoot, 1)
      history.append(id, epoch, leafCount + place, leaf, false)
    }
    buckets.move(id, epoch, leafCount + leaves.length)
    history.commit(id, epoch.id, leafCount + leaves.length)
  }

  /** Nothing is dropped, but what was dropped last may still get its receipt. */
  function attested(row: BucketRow, receipt: DeletionReceipt | null): Commitment {
    const commitment = commitmentOf(row)
    checkReceipt(receipt, commitment)
    if (receipt !== null) pruned.attest(row.id, commitment, receipt)
    return commitment
  }

  /** Lets the live MMR begin later. */
  function advance(id: string, to: number, receipt: DeletionReceipt | null): Commitment {
    const row = buckets.get(id)
    const { epoch, leafCount } = row
    const end = epoch.startSeq + leafCount
    if (to < epoch.startSeq || to > end)
      throw new StoreError('not_found', `bucket ${id} has leaves from ${epoch.startSeq} up to ${end}, not ${to}`)
    if (to === epoch.startSeq) return attested(row, receipt)
    const next: Epoch = history.begin(id, to)
    for (const [count, leaf] of history.leaves(id, to, end - to).entries()) history.append(id, next, count, leaf, true)
    buckets.move(id, next, end - to)
    history.commit(id, next.id, end - to)
    const commitment = commitmentOf({ epoch: next, leafCount: end - to })
    checkReceipt(receipt, commitment)
    pruned.add(id, epoch.startSeq, commitment, receipt)
    return commitment
  }

  function forget(id: string): void {
    nodes.release(id)
    history.forget(id)
    pruned.forget(id)
    buckets.remove(id)
  }

  /** Whether the live leaves of a bucket, as far as they reach, are those that are to be. */
  function agrees({ id, epoch, leafCount }: BucketRow, startSeq: number, leaves: readonly MmrLeaf[]): boolean {
    const end = epoch.startSeq + leafCount
    if (startSeq < epoch.startSeq || startSeq > end || end > startSeq + leaves.length) return false
    const live = history.leaves(id, startSeq, end - startSeq)
    return live.every(({ dataRoot, totalSize }, at) => {
      const leaf = leaves[at]!
      return leaf.dataRoot === dataRoot && leaf.totalSize === totalSize
    })
  }

  return {
    commitmentOf,
    setQuota(id: string, bytes: bigint | null) {
      ensure(id)
      buckets.setQuota(id, bytes === null ? null : Number(bytes))
    },
    put(id: string, node: TreeNode): 'stored' | 'present' {
      ensure(id)
      return nodes.put(id, node, now()) ? 'stored' : 'present'
    },
    commit(id: string, roots: readonly Hash[]) {
      const { epoch, leafCount } = ensure(id)
      let totalSize = history.leaf(id, epoch.startSeq + leafCount - 1)?.totalSize ?? 0n
      const leaves = roots.map((dataRoot): MmrLeaf => {
        const dataSize = BigInt(objects.shape(dataRoot).size)
        totalSize += dataSize
        return { dataRoot, dataSize, totalSize }
      })
      extend(id, leaves)
      return { ...commitmentOf(buckets.get(id)), leafIndices: leaves.map((_, place) => BigInt(leafCount + place)) }
    },
    adopt(id: string, startSeq: number, leaves: readonly MmrLeaf[]): Commitment {
      const found = ensure(id, startSeq)
      // What the primaries have replaced by something else is of no use to a replica, nor to who challenges it.
      if (!agrees(found, startSeq, leaves)) {
        nodes.disuse(id, now())
        history.forget(id)
        pruned.forget(id)
        buckets.move(id, history.begin(id, startSeq), 0)
      }
      advance(id, startSeq, null)
      const { leafCount } = buckets.get(id)
      if (leafCount < leaves.length) extend(id, leaves.slice(leafCount))
      return commitmentOf(buckets.get(id))
    },
    prune: advance,
    erase(id: string, fromSeq: number, toSeq: number): void {
      if (!pruned.erase(id, fromSeq, toSeq))
        throw new StoreError('not_found', `bucket ${id} holds no pruned range from ${fromSeq} to ${toSeq}`)
      for (const root of history.erase(id, fromSeq, toSeq)) use(id, root, -1)
    },
    forget,
  }
}
