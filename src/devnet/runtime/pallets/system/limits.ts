import type { Infer } from '../../../scale/index.ts'
import type { Weight } from '../../primitives/weight.ts'
import type { blockLength, blockWeights } from './types.ts'

const MAX_BLOCK: Weight = { ref_time: 2_000_000_000_000n, proof_size: 5_242_880n }
/** What signing, decoding and fees of any extrinsic cost. */
export const BASE_EXTRINSIC: Weight = { ref_time: 108_157_000n, proof_size: 0n }
const BASE_BLOCK: Weight = { ref_time: 431_614_000n, proof_size: 0n }

const share = (whole: Weight, percent: bigint): Weight => ({
  ref_time: (whole.ref_time * percent) / 100n,
  proof_size: (whole.proof_size * percent) / 100n,
})

// 75 % of a block for normal extrinsics, of which one alone may take all but a tenth of a block.
const NORMAL_TOTAL = share(MAX_BLOCK, 75n)
const largest = (total: Weight): Weight => ({
  ref_time: total.ref_time - MAX_BLOCK.ref_time / 10n - BASE_EXTRINSIC.ref_time,
  proof_size: total.proof_size - MAX_BLOCK.proof_size / 10n,
})

export const BLOCK_WEIGHTS: Infer<typeof blockWeights> = {
  base_block: BASE_BLOCK,
  max_block: MAX_BLOCK,
  per_class: {
    normal: {
      base_extrinsic: BASE_EXTRINSIC,
      max_extrinsic: largest(NORMAL_TOTAL),
      max_total: NORMAL_TOTAL,
      reserved: { ref_time: 0n, proof_size: 0n },
    },
    operational: {
      base_extrinsic: BASE_EXTRINSIC,
      max_extrinsic: largest(MAX_BLOCK),
      max_total: MAX_BLOCK,
      reserved: share(MAX_BLOCK, 25n),
    },
    mandatory: { base_extrinsic: BASE_EXTRINSIC, max_extrinsic: undefined, max_total: undefined, reserved: undefined },
  },
}

export const BLOCK_LENGTH: Infer<typeof blockLength> = {
  max: { normal: 3_932_160, operational: 5_242_880, mandatory: 5_242_880 },
}

export const DB_WEIGHT = { read: 25_000_000n, write: 100_000_000n }

/** A call's nominal weight: its own computation plus what it reads and writes. */
export const nominalWeight = (reads: number, writes: number, computation = 20_000_000n): Weight => ({
  ref_time: computation + BigInt(reads) * DB_WEIGHT.read + BigInt(writes) * DB_WEIGHT.write,
  proof_size: BigInt(reads) * 3_600n,
})
