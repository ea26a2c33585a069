import { type AnyType, compact, newtype, struct, tuple, u32, u128, unit } from '../../scale/index.ts'
import { h256, nothing } from '../primitives/index.ts'
import { era } from './era.ts'

const path = (module: string, name: string) => `frame_system::extensions::${module}::${name}`

export interface SignedExtension {
  readonly identifier: string
  /** What the extrinsic carries. */
  readonly extra: AnyType
  /** What is signed besides. */
  readonly additional: AnyType
}

/** The signed extensions, in the order in which they are encoded and signed. */
export const SIGNED_EXTENSIONS = [
  {
    identifier: 'CheckNonZeroSender',
    extra: unit(path('check_non_zero_sender', 'CheckNonZeroSender')),
    additional: nothing,
  },
  { identifier: 'CheckSpecVersion', extra: unit(path('check_spec_version', 'CheckSpecVersion')), additional: u32 },
  { identifier: 'CheckTxVersion', extra: unit(path('check_tx_version', 'CheckTxVersion')), additional: u32 },
  { identifier: 'CheckGenesis', extra: unit(path('check_genesis', 'CheckGenesis')), additional: h256 },
  {
    identifier: 'CheckMortality',
    extra: newtype(path('check_mortality', 'CheckMortality'), era),
    additional: h256,
  },
  { identifier: 'CheckNonce', extra: newtype(path('check_nonce', 'CheckNonce'), compact(u32)), additional: nothing },
  { identifier: 'CheckWeight', extra: unit(path('check_weight', 'CheckWeight')), additional: nothing },
  {
    identifier: 'ChargeTransactionPayment',
    extra: newtype('pallet_transaction_payment::ChargeTransactionPayment', compact(u128)),
    additional: nothing,
  },
] as const satisfies readonly SignedExtension[]

export const signedExtra = tuple(...SIGNED_EXTENSIONS.map(({ extra }) => extra))

/** The part of `signedExtra` that is not empty, in its encoding. */
export const extra = struct('Extra', { era, nonce: compact(u32), tip: compact(u128) })

/** What every signature covers besides the call and the extra, in its encoding. */
export const additionalSigned = struct('Additional', {
  specVersion: u32,
  transactionVersion: u32,
  genesisHash: h256,
  /** Hash of the block the era starts from; the genesis hash for an immortal one. */
  checkpoint: h256,
})
