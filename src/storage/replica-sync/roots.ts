import { bytesOf, ZERO } from '../store/hashing.ts'
import type { Hash } from '../store/types.ts'
import type { Bucket } from '../types.ts'

/** The snapshot's, and six earlier ones. */
const PLACES = 7

/** Where the chain looks for this root: 0 for the snapshot, from 1 on for earlier ones; undefined when it knows no such root. */
export function positionOf({ snapshot, historicalRoots }: Bucket, root: Hash): number | undefined {
  if (root === ZERO) return undefined
  const known = [snapshot?.mmrRoot, ...historicalRoots.map(([, earlier]) => earlier)].slice(0, PLACES)
  const place = known.indexOf(root)
  return place === -1 ? undefined : place
}

/** The argument `roots` of `confirm_replica_sync`: this root in its place. */
export const rootsWith = (root: Hash, position: number): Array<Hash | null> =>
  Array.from({ length: PLACES }, (_, place) => (place === position ? root : null))

/** SCALE: each an option. */
export const rootsBytes = (roots: readonly (Hash | null)[]): Uint8Array =>
  Buffer.concat(roots.map((root) => (root === null ? Buffer.of(0) : Buffer.concat([Buffer.of(1), bytesOf(root)]))))
