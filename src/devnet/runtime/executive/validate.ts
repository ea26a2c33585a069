import { toHex } from '../../bytes.ts'
import { ScaleError } from '../../scale/index.ts'
import type { Validity } from '../../types.ts'
import { decodeExtrinsic } from '../extrinsic/index.ts'
import { BLOCK_LENGTH, BLOCK_WEIGHTS } from '../pallets/system/limits.ts'
import { addWeight } from '../primitives/index.ts'
import type { ApplyDependencies } from './apply.ts'
import type { Load } from './block-budget.ts'
import { checkSigned } from './check.ts'
import type { BlockExecution } from './execution.ts'

const U64_MAX = (1n << 64n) - 1n

/** Whether the pool may keep an extrinsic; a nonce ahead of its account's is no fault here. */
export function validate(execution: BlockExecution, encoded: Uint8Array, dependencies: ApplyDependencies): Validity {
  try {
    const extrinsic = decodeExtrinsic(dependencies.runtimeCall, encoded)
    const checked = checkSigned(execution, extrinsic, encoded.length, dependencies)
    if (typeof checked === 'string') return { valid: false, reason: checked }
    const { signer, nonce, accountNonce, validUntil, load, tip } = checked
    return { valid: true, account: toHex(signer), nonce, accountNonce, priority: priorityOf(load, tip), validUntil }
  } catch (error) {
    if (error instanceof ScaleError) return { valid: false, undecodable: error.message }
    throw error
  }
}

/** As Substrate ranks normal extrinsics: the tip, times how many such extrinsics a block could hold. */
function priorityOf(load: Load, tip: bigint): bigint {
  const { base_extrinsic, max_total } = BLOCK_WEIGHTS.per_class.normal
  const perBlockByWeight =
    (max_total ?? BLOCK_WEIGHTS.max_block).ref_time / addWeight(load.weight, base_extrinsic).ref_time
  const perBlockByLength = BigInt(Math.floor(BLOCK_LENGTH.max.normal / load.length))
  const perBlock = perBlockByWeight < perBlockByLength ? perBlockByWeight : perBlockByLength
  const priority = (tip + 1n) * (perBlock > 0n ? perBlock : 1n)
  return priority < U64_MAX ? priority : U64_MAX
}
