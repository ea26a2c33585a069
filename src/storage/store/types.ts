/** 32 bytes of blake2b-256, as `0x` and 64 lowercase hex digits. */
export type Hash = string

/** What a provider puts its name under: the leaves `startSeq … startSeq + leafCount - 1` of a bucket, by the root of their MMR. */
export interface Commitment {
  readonly mmrRoot: Hash
  readonly startSeq: bigint
  readonly leafCount: bigint
}

/** One object in a bucket. Hashed as SCALE: 48 bytes. */
export interface MmrLeaf {
  readonly dataRoot: Hash
  /** Bytes of the object. */
  readonly dataSize: bigint
  /** Bytes of all objects of the bucket up to and with this one. */
  readonly totalSize: bigint
}

/** A path up a binary tree. `path[i]`: the node of step i is the right child. */
export interface MerkleProof {
  readonly siblings: readonly Hash[]
  readonly path: readonly boolean[]
}

export interface MmrProof {
  /** Left to right. */
  readonly peaks: readonly Hash[]
  readonly leaf: MmrLeaf
  readonly leafProof: MerkleProof
}

export interface ChunkProof {
  readonly chunkHash: Hash
  readonly chunk: Uint8Array
  readonly proof: MerkleProof
}

/** A node of an object's tree: a chunk without children, or the two hashes of its children joined. */
export interface TreeNode {
  readonly hash: Hash
  readonly data: Uint8Array
  /** Two hashes, or none for a chunk. */
  readonly children: readonly Hash[]
}

export interface BucketState extends Commitment {
  readonly bucketId: bigint
  readonly nodeCount: bigint
  /** Of the chunks and nodes this bucket refers to. */
  readonly bytesStored: bigint
  /** Bytes it may refer to; null without a limit. */
  readonly quota: bigint | null
}

/** An admin's word that leaves before `commitment.startSeq` may go: what defends their absence when they are challenged. */
export interface DeletionReceipt {
  readonly commitment: Commitment
  /** Account, 32 bytes in hex. */
  readonly admin: string
  /** SCALE `MultiSignature` over the commitment with a leaf count of 0. */
  readonly signature: string
}

/** Leaves pruned from the live MMR whose data is still held, because a commitment to them can still be challenged. */
export interface PrunedRange {
  readonly bucketId: bigint
  /** Leaves `fromSeq … toSeq - 1`. */
  readonly fromSeq: bigint
  readonly toSeq: bigint
  readonly receipt: DeletionReceipt | null
}

/**
 * Objects of buckets: trees of chunks by their hashes, an MMR of objects for each bucket, and its history as far back as somebody
 * can ask for proofs. What a call has answered survives the process. Failures are `StoreError`s.
 */
export interface ContentStore {
  buckets(): Promise<BucketState[]>
  bucket(bucketId: bigint): Promise<BucketState | null>
  /** Bytes the bucket may refer to from now on; what it has already is kept. Opens the bucket if it is new. */
  setQuota(bucketId: bigint, bytes: bigint | null): Promise<void>

  /** Checks the hash and that all children that are not zero are here. What has changed on disk is replaced by it. */
  putNode(bucketId: bigint, node: TreeNode): Promise<'stored' | 'present'>
  node(hash: Hash): Promise<TreeNode | null>
  /** Those of the hashes that the bucket could not commit to now; nodes, and objects with nodes, that were found changed on disk too. */
  missing(bucketId: bigint, hashes: readonly Hash[]): Promise<Hash[]>
  /** Appends one leaf for each complete object; all or none. */
  commit(
    bucketId: bigint,
    dataRoots: readonly Hash[],
  ): Promise<Commitment & { readonly leafIndices: readonly bigint[] }>
  /** Makes the bucket's live MMR exactly these leaves from `startSeq` on, whose trees are here; for a replica. */
  adopt(bucketId: bigint, startSeq: bigint, leaves: readonly MmrLeaf[]): Promise<Commitment>

  /** Bytes of an object from `offset` on, chunk by chunk, each with its proof, checked against their hashes. */
  read(dataRoot: Hash, offset: bigint, length: bigint): AsyncIterable<ChunkProof & { readonly index: bigint }>
  objectSize(dataRoot: Hash): Promise<bigint | null>
  chunkProof(dataRoot: Hash, chunkIndex: bigint): Promise<ChunkProof>

  peaks(bucketId: bigint): Promise<Hash[]>
  /** Leaf of the live MMR, by its index from `startSeq`. */
  leaves(bucketId: bigint, fromIndex: bigint, count: bigint): Promise<MmrLeaf[]>
  /** Every commitment of this bucket with this root that proofs can still be built for, the last one first. */
  commitmentsTo(bucketId: bigint, mmrRoot: Hash): Promise<Commitment[]>
  /** Proof that a leaf is under a commitment of this bucket, the present one or an earlier one. */
  mmrProof(bucketId: bigint, commitment: Commitment, leafIndex: bigint): Promise<MmrProof>

  /**
   * Drops leaves before `newStartSeq` from the live MMR. Their data stays until the range is erased. Where the MMR begins there
   * already, the receipt is for what was dropped last.
   */
  prune(bucketId: bigint, newStartSeq: bigint, receipt: DeletionReceipt | null): Promise<Commitment>
  prunedRanges(bucketId: bigint): Promise<PrunedRange[]>
  /** The receipt that covers this sequence number, also after its range has been erased. */
  receiptFor(bucketId: bigint, seq: bigint): Promise<DeletionReceipt | null>
  /** Gives up the data of a pruned range and every commitment that needs it. */
  erase(range: PrunedRange): Promise<void>
  /** Gives up a bucket, data and history; its receipts stay. */
  forget(bucketId: bigint): Promise<void>
  /** Removes what no bucket refers to and was put longer than so many milliseconds ago. @returns bytes freed */
  sweep(olderThan: number): Promise<bigint>
  close(): Promise<void>
}
