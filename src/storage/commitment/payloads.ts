import { bytesOf } from '../store/hashing.ts'
import type { Commitment } from '../store/types.ts'

const VERSION = 1
const BYTES = { commitment: 57, proposal: 65 }

/** What a provider signs when it commits to a bucket: SCALE, version first. Away from the chain the count is signed as 0. */
export function commitmentPayload(bucketId: bigint, commitment: Commitment): Uint8Array {
  const bytes = Buffer.alloc(BYTES.commitment)
  write(bytes, bucketId, commitment)
  return bytes
}

/** What primaries sign for a checkpoint in a window: the same, and the window. */
export function proposalPayload(bucketId: bigint, commitment: Commitment, window: bigint): Uint8Array {
  const bytes = Buffer.alloc(BYTES.proposal)
  write(bytes, bucketId, commitment)
  bytes.writeBigUInt64LE(window, BYTES.commitment)
  return bytes
}

function write(bytes: Buffer, bucketId: bigint, { mmrRoot, startSeq, leafCount }: Commitment): void {
  bytes.writeUInt8(VERSION)
  bytes.writeBigUInt64LE(bucketId, 1)
  bytesOf(mmrRoot).copy(bytes, 9)
  bytes.writeBigUInt64LE(startSeq, 41)
  bytes.writeBigUInt64LE(leafCount, 49)
}
