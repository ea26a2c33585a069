import { blake2, concat, toHex } from '../bytes.ts'
import { compact, encode, u32 } from '../scale/index.ts'
import { emptyState } from '../state/state.ts'

export interface Header {
  readonly parentHash: Uint8Array
  readonly number: number
  readonly stateRoot: Uint8Array
  readonly extrinsicsRoot: Uint8Array
}

const compactNumber = compact(u32)
const NO_DIGEST = Uint8Array.of(0)

/** A header's SCALE bytes; their blake2-256 is the hash of the block. This chain writes no digest items. */
export const encodeHeader = ({ parentHash, number, stateRoot, extrinsicsRoot }: Header): Uint8Array =>
  concat(parentHash, encode(compactNumber, number), stateRoot, extrinsicsRoot, NO_DIGEST)

export const hashHeader = (header: Header): Uint8Array => blake2(encodeHeader(header))

/** Root of the ordered trie of a block's extrinsics, keyed by their positions. */
export function extrinsicsRoot(extrinsics: readonly Uint8Array[]): Uint8Array {
  const entries = extrinsics.map((bytes, position) => [toHex(encode(compactNumber, position)), bytes] as const)
  return emptyState(0).apply(new Map(entries)).root()
}
