import type { InvalidReason, RuntimeVersion } from '../../types.ts'
import { type Extrinsic, signedPayload, span, type VerifySignature } from '../extrinsic/index.ts'
import { systemStorage } from '../pallets/system/storage.ts'
import { type FeeRates, feeOf, totalFee } from '../pallets/transaction-payment/fees.ts'
import type { AccountId } from '../primitives/index.ts'
import { fits, type Load } from './block-budget.ts'
import type { BlockExecution } from './execution.ts'

/** A signed extrinsic that may enter the block as it stands, its nonce apart. */
export interface Checked {
  signer: AccountId
  nonce: number
  accountNonce: number
  tip: bigint
  /** Fee without the tip. */
  fee: bigint
  load: Load
  validUntil: number | undefined
}

export interface CheckDependencies {
  version: RuntimeVersion
  feeRates: FeeRates
  verify: VerifySignature
  /** What an account can pay a fee of. */
  canPay(execution: BlockExecution, who: AccountId, amount: bigint): boolean
}

/** The signed extensions' checks, in their order; a string says which one refused. */
export function checkSigned(
  execution: BlockExecution,
  { signed, call, callBytes }: Extrinsic,
  length: number,
  { version, feeRates, verify, canPay }: CheckDependencies,
): Checked | InvalidReason {
  // Nothing unsigned enters but what the block's author makes.
  if (!signed) return 'Call'
  const { address, signature, extra } = signed
  if (address.type !== 'Id') return 'BadSigner'
  const signer = address.value
  const { storage, blockNumber } = execution
  const life = extra.era.type === 'mortal' ? span(extra.era, blockNumber) : undefined
  const birth = life?.birth ?? 0
  if (!systemStorage.BlockHash.has(storage, birth)) return 'AncientBirthBlock'
  const payload = signedPayload(callBytes, extra, {
    specVersion: version.specVersion,
    transactionVersion: version.transactionVersion,
    genesisHash: systemStorage.BlockHash.get(storage, 0),
    checkpoint: systemStorage.BlockHash.get(storage, birth),
  })
  if (!verify(payload, signature, signer)) return 'BadProof'
  if (signer.every((byte) => byte === 0)) return 'BadSigner'
  const accountNonce = systemStorage.Account.get(storage, signer).nonce
  if (extra.nonce < accountNonce) return 'Stale'
  const spec = execution.spec(call)
  if (spec.class === 'Mandatory') return 'BadMandatory'
  const load = { class: spec.class, weight: execution.weightOf(call), length }
  if (!fits(execution, load)) return 'ExhaustsResources'
  const fee = totalFee(feeOf(storage, length, load.weight, feeRates))
  if (!canPay(execution, signer, fee + extra.tip)) return 'Payment'
  const validUntil = life && life.death - 1
  return { signer, nonce: extra.nonce, accountNonce, tip: extra.tip, fee, load, validUntil }
}
