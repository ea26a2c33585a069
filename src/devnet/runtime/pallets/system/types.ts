import {
  bytes,
  compact,
  fixed,
  type Infer,
  newtype,
  option,
  struct,
  text,
  tuple,
  u8,
  u32,
  u64,
  u128,
  variant,
  vec,
} from '../../../scale/index.ts'
import { perDispatchClass, weight } from '../../primitives/weight.ts'

export const accountData = struct(
  'pallet_balances::types::AccountData',
  {
    free: u128,
    reserved: u128,
    frozen: u128,
    flags: newtype('pallet_balances::types::ExtraFlags', u128),
  },
  [{ name: 'Balance', type: u128 }],
)

export const accountInfo = struct(
  'frame_system::AccountInfo',
  { nonce: u32, consumers: u32, providers: u32, sufficients: u32, data: accountData },
  [
    { name: 'Nonce', type: u32 },
    { name: 'AccountData', type: accountData },
  ],
)
export type AccountInfo = Infer<typeof accountInfo>

export const phase = variant('frame_system::Phase', {
  ApplyExtrinsic: { index: 0, of: u32 },
  Finalization: { index: 1 },
  Initialization: { index: 2 },
})
export type Phase = Infer<typeof phase>

const engineItem = { items: [fixed(4), bytes] } as const

export const digest = struct('sp_runtime::generic::digest::Digest', {
  logs: vec(
    variant('sp_runtime::generic::digest::DigestItem', {
      PreRuntime: { index: 6, ...engineItem },
      Consensus: { index: 4, ...engineItem },
      Seal: { index: 5, ...engineItem },
      Other: { index: 0, of: bytes },
      RuntimeEnvironmentUpdated: { index: 8 },
    }),
  ),
})

export const lastRuntimeUpgrade = struct('frame_system::LastRuntimeUpgradeInfo', {
  spec_version: compact(u32),
  spec_name: text,
})

const weightsPerClass = struct('frame_system::limits::WeightsPerClass', {
  base_extrinsic: weight,
  max_extrinsic: option(weight),
  max_total: option(weight),
  reserved: option(weight),
})

export const blockWeights = struct('frame_system::limits::BlockWeights', {
  base_block: weight,
  max_block: weight,
  per_class: perDispatchClass(weightsPerClass),
})

export const blockLength = struct('frame_system::limits::BlockLength', { max: perDispatchClass(u32) })

export const dbWeight = struct('sp_weights::RuntimeDbWeight', { read: u64, write: u64 })

const apis = vec(tuple(fixed(8), u32))

export const runtimeVersion = struct('sp_version::RuntimeVersion', {
  spec_name: text,
  impl_name: text,
  authoring_version: u32,
  spec_version: u32,
  impl_version: u32,
  apis: newtype('Cow', apis, [{ name: 'T', type: apis }]),
  transaction_version: u32,
  system_version: u8,
})
