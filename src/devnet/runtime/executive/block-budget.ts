import type { Execution } from '../pallet/index.ts'
import { BLOCK_LENGTH, BLOCK_WEIGHTS } from '../pallets/system/limits.ts'
import { systemStorage } from '../pallets/system/storage.ts'
import { addWeight, type DispatchClass, exceeds, NO_WEIGHT, type Weight } from '../primitives/index.ts'

const CLASS_FIELD = { Normal: 'normal', Operational: 'operational', Mandatory: 'mandatory' } as const
const { BlockWeight, AllExtrinsicsLen } = systemStorage

/** What an extrinsic takes of its block. */
export interface Load {
  class: DispatchClass
  weight: Weight
  length: number
}

/** Starts a block's account of what it has used. */
export function openBudget({ storage }: Pick<Execution, 'storage'>): void {
  BlockWeight.set(storage, { normal: NO_WEIGHT, operational: NO_WEIGHT, mandatory: BLOCK_WEIGHTS.base_block })
  AllExtrinsicsLen.set(storage, 0)
}

/** Whether the block has room left. */
export function fits({ storage }: Pick<Execution, 'storage'>, load: Load): boolean {
  const field = CLASS_FIELD[load.class]
  const limits = BLOCK_WEIGHTS.per_class[field]
  const used = BlockWeight.get(storage)
  const added = addWeight(load.weight, limits.base_extrinsic)
  const ofClass = addWeight(used[field], added)
  const ofBlock = addWeight(addWeight(used.normal, used.operational), addWeight(used.mandatory, added))
  if ((AllExtrinsicsLen.get(storage) ?? 0) + load.length > BLOCK_LENGTH.max[field]) return false
  if (limits.max_extrinsic && exceeds(load.weight, limits.max_extrinsic)) return false
  if (limits.max_total && exceeds(ofClass, limits.max_total)) return false
  return load.class === 'Mandatory' || !exceeds(ofBlock, BLOCK_WEIGHTS.max_block)
}

export function spend({ storage }: Pick<Execution, 'storage'>, load: Load): void {
  const field = CLASS_FIELD[load.class]
  const used = BlockWeight.get(storage)
  const added = addWeight(load.weight, BLOCK_WEIGHTS.per_class[field].base_extrinsic)
  BlockWeight.set(storage, { ...used, [field]: addWeight(used[field], added) })
  AllExtrinsicsLen.set(storage, (AllExtrinsicsLen.get(storage) ?? 0) + load.length)
}
