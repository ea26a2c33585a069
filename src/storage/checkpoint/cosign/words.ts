import { z } from 'zod'
import { decode, encode, type SnapshotStore } from '../../../kernel/index.ts'
import type { Commitment } from '../../store/types.ts'

/**
 * What this provider has put its name under, one commitment for each window of a bucket: who signs two lets others choose between
 * two states of the bucket. Each word is on disk before the signature is made, so a restart does not forget it.
 */
export interface Words {
  of(bucketId: bigint, window: bigint): Commitment | undefined
  /** Gives its word for this commitment, unless it has given it for another. @returns the one it stands by */
  give(bucketId: bigint, window: bigint, commitment: Commitment): Commitment
  /** Forgets those for windows up to this one: the chain takes no checkpoint for them any more. */
  forget(bucketId: bigint, upTo: bigint): void
}

const PREFIX = 'checkpoint.word'

const word = z.object({ mmrRoot: z.string(), startSeq: z.bigint(), leafCount: z.bigint() })

export const isSame = (one: Commitment, other: Commitment): boolean =>
  one.mmrRoot === other.mmrRoot && one.startSeq === other.startSeq && one.leafCount === other.leafCount

export function createWords(store: SnapshotStore): Words {
  const nameOf = (bucketId: bigint, window: bigint) => `${PREFIX}/${bucketId}/${window}`
  return {
    of(bucketId, window) {
      const text = store.get(nameOf(bucketId, window))
      return text === undefined ? undefined : word.parse(decode(text))
    },
    give(bucketId, window, { mmrRoot, startSeq, leafCount }) {
      const given = this.of(bucketId, window)
      if (given !== undefined) return given
      const commitment = { mmrRoot, startSeq, leafCount }
      store.put([[nameOf(bucketId, window), encode(commitment)]])
      return commitment
    },
    forget(bucketId, upTo) {
      for (const name of store.names(`${PREFIX}/${bucketId}/`))
        if (BigInt(name.slice(name.lastIndexOf('/') + 1)) <= upTo) store.delete(name)
    },
  }
}
