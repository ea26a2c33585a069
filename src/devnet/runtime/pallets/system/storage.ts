import { bool, bytes, tuple, u32, vec } from '../../../scale/index.ts'
import { defaulted, defineStorage, optional } from '../../pallet/index.ts'
import { accountId, h256 } from '../../primitives/account.ts'
import { NO_WEIGHT, perDispatchClass, weight } from '../../primitives/weight.ts'
import { type AccountInfo, accountInfo, digest, lastRuntimeUpgrade, phase } from './types.ts'

const ZERO_HASH = new Uint8Array(32)

export const NO_ACCOUNT: AccountInfo = {
  nonce: 0,
  consumers: 0,
  providers: 0,
  sufficients: 0,
  // The top bit says that the account follows the present rules for references.
  data: { free: 0n, reserved: 0n, frozen: 0n, flags: 1n << 127n },
}

/** What the system keeps, except `Events`, whose type depends on every pallet. */
export const systemStorage = defineStorage('System', {
  Account: defaulted(accountInfo, NO_ACCOUNT, [['Blake2_128Concat', accountId]], {
    docs: 'The full account information for a particular account ID.',
  }),
  ExtrinsicCount: optional(u32, [], { docs: 'Extrinsics of the block under construction.' }),
  BlockWeight: defaulted(
    perDispatchClass(weight),
    { normal: NO_WEIGHT, operational: NO_WEIGHT, mandatory: NO_WEIGHT },
    [],
    { docs: 'Weight used by the block, by dispatch class.' },
  ),
  AllExtrinsicsLen: optional(u32, [], { docs: 'Length in bytes of the extrinsics of the block under construction.' }),
  BlockHash: defaulted(h256, ZERO_HASH, [['Twox64Concat', u32]], { docs: 'Recent block numbers to block hashes.' }),
  ExtrinsicData: defaulted(bytes, new Uint8Array(), [['Twox64Concat', u32]], {
    docs: 'Extrinsics of the block under construction, by index.',
  }),
  Number: defaulted(u32, 0, [], { docs: 'Number of the block.' }),
  ParentHash: defaulted(h256, ZERO_HASH, [], { docs: 'Hash of the previous block.' }),
  Digest: defaulted(digest, { logs: [] }, [], { docs: 'Digest of the block.' }),
  EventCount: defaulted(u32, 0, [], { docs: 'The number of events of the block.' }),
  EventTopics: defaulted(vec(tuple(u32, u32)), [], [['Blake2_128Concat', h256]], {
    docs: 'Block number and event index of the events with a topic.',
  }),
  LastRuntimeUpgrade: optional(lastRuntimeUpgrade, [], { docs: 'Version the state was last upgraded to.' }),
  UpgradedToU32RefCount: defaulted(bool, true),
  UpgradedToTripleRefCount: defaulted(bool, true),
  ExecutionPhase: optional(phase, [], { docs: 'What the block under construction is doing.' }),
})
