import { z } from 'zod'
import type { Commitment } from '../store/types.ts'

/** Where providers ask each other for a signature under a checkpoint. */
export const SIGN_PATH = '/checkpoint/sign'

/** Bytes; an honest answer has a quarter of it. */
export const LONGEST_ANSWER = 4_096

/** A number where JSON's numbers are exact, digits beyond. */
const figure = (value: bigint): number | string => (value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value))

export const proposalBody = (bucketId: bigint, { mmrRoot, startSeq, leafCount }: Commitment, window: bigint) => ({
  bucket_id: figure(bucketId),
  mmr_root: mmrRoot,
  start_seq: figure(startSeq),
  leaf_count: figure(leafCount),
  window: figure(window),
})

/** Who it says it is does not matter: a signature counts for the provider whose registered key it is by. */
export const cosigned = z.object({
  agreed: z.boolean(),
  /** Raw, hex; empty or null from who does not agree. */
  signature: z.string().nullish(),
  local_mmr_root: z.string().nullish(),
})
