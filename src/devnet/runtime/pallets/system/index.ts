import { type AnyType, type Infer, struct, type Type, u16, u32, vec } from '../../../scale/index.ts'
import type { RuntimeVersion } from '../../../types.ts'
import { constant, defaulted, definePallet, defineStorage, type Execution, type Outer } from '../../pallet/index.ts'
import { h256 } from '../../primitives/index.ts'
import { systemCalls } from './calls.ts'
import { systemErrors, systemEvents } from './events.ts'
import { systemIdentity } from './identity.ts'
import { BLOCK_LENGTH, BLOCK_WEIGHTS, DB_WEIGHT } from './limits.ts'
import { systemStorage } from './storage.ts'
import { blockLength, blockWeights, dbWeight, phase, runtimeVersion } from './types.ts'

export interface SystemOptions {
  version: RuntimeVersion
  /** Blocks whose hashes are kept: how long a mortal extrinsic may live. */
  blockHashCount: number
  ss58Prefix: number
}

export type System = ReturnType<typeof createSystem>
export function createSystem({ version, blockHashCount, ss58Prefix }: SystemOptions, runtimeEvent: Type<Outer>) {
  const record = struct('frame_system::EventRecord', { phase, event: runtimeEvent, topics: vec(h256) }, [
    { name: 'E', type: runtimeEvent as AnyType },
    { name: 'T', type: h256 },
  ])
  const { Events } = defineStorage('System', {
    Events: defaulted(vec(record), [], [], { docs: 'Events deposited for the current block.' }),
  })
  const storage = { ...systemStorage, Events }
  const present = { spec_version: version.specVersion, spec_name: version.specName }
  return {
    ...definePallet({
      identity: systemIdentity,
      calls: systemCalls,
      events: systemEvents,
      errors: systemErrors,
      storage,
      constants: {
        BlockWeights: constant(blockWeights, BLOCK_WEIGHTS, 'Block & extrinsics weights: base values and limits.'),
        BlockLength: constant(blockLength, BLOCK_LENGTH, 'The maximum length of a block (in bytes).'),
        BlockHashCount: constant(u32, blockHashCount, 'Maximum number of block number to block hash mappings to keep.'),
        DbWeight: constant(dbWeight, DB_WEIGHT, 'The weight of runtime database operations.'),
        Version: constant(runtimeVersion, versionRecord(version), "The chain's in-code version."),
        SS58Prefix: constant(u16, ss58Prefix, 'The SS58 prefix of addresses of this chain.'),
      },
      genesis(access) {
        // As in FRAME: stands for the genesis block's own hash until block 1 knows it.
        systemStorage.BlockHash.set(access, 0, new Uint8Array(32).fill(69))
        systemStorage.ParentHash.set(access, new Uint8Array(32).fill(69))
        systemStorage.LastRuntimeUpgrade.set(access, present)
      },
    }),
    storage,
    blockHashCount,
    /** @returns whether storage is of another version: that of this runtime from now on */
    takeOver({ storage: access }: Pick<Execution, 'storage'>): boolean {
      const { spec_version, spec_name } = systemStorage.LastRuntimeUpgrade.get(access) ?? {}
      if (spec_version === present.spec_version && spec_name === present.spec_name) return false
      systemStorage.LastRuntimeUpgrade.set(access, present)
      return true
    },
  }
}

export const versionRecord = (version: RuntimeVersion): Infer<typeof runtimeVersion> => ({
  spec_name: version.specName,
  impl_name: version.implName,
  authoring_version: version.authoringVersion,
  spec_version: version.specVersion,
  impl_version: version.implVersion,
  apis: version.apis.map(([id, apiVersion]) => [Buffer.from(id.slice(2), 'hex'), apiVersion]),
  transaction_version: version.transactionVersion,
  system_version: version.stateVersion,
})
