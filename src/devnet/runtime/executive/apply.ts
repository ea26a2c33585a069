import { ScaleError, type Type } from '../../scale/index.ts'
import type { InvalidReason } from '../../types.ts'
import { decodeExtrinsic, type Extrinsic } from '../extrinsic/index.ts'
import type { Origin, Outer } from '../pallet/index.ts'
import type { Ledger } from '../pallets/balances/index.ts'
import { event as systemEvent } from '../pallets/system/events.ts'
import { systemStorage } from '../pallets/system/storage.ts'
import { event as paymentEvent } from '../pallets/transaction-payment/index.ts'
import { DispatchFailure } from '../primitives/index.ts'
import { type Load, spend } from './block-budget.ts'
import { type CheckDependencies, checkSigned } from './check.ts'
import type { BlockExecution } from './execution.ts'

export interface ApplyDependencies extends CheckDependencies {
  runtimeCall: Type<Outer>
  ledger: Ledger
}

/** Runs a signed extrinsic within the block; the reason when it may not enter. */
export function applySigned(
  execution: BlockExecution,
  encoded: Uint8Array,
  dependencies: ApplyDependencies,
): InvalidReason | undefined {
  const extrinsic = readable(dependencies.runtimeCall, encoded)
  if (!extrinsic) return 'Call'
  const checked = checkSigned(execution, extrinsic, encoded.length, dependencies)
  if (typeof checked === 'string') return checked
  if (checked.nonce > checked.accountNonce) return 'Future'
  const { signer, fee, tip, load } = checked
  const { storage } = execution
  const account = systemStorage.Account.get(storage, signer)
  systemStorage.Account.set(storage, signer, { ...account, nonce: account.nonce + 1 })
  if (!dependencies.ledger.withdrawFee(execution, signer, fee + tip)) return 'Payment'
  run(execution, { type: 'signed', account: signer }, extrinsic.call, load, (pays) => {
    const refund = pays === 'No' ? fee : 0n
    dependencies.ledger.mint(execution, signer, refund)
    execution.deposit(paymentEvent.TransactionFeePaid({ who: signer, actual_fee: fee + tip - refund, tip }))
  })
  return undefined
}

/** Runs a call that nobody signed: an inherent. */
export const applyInherent = (execution: BlockExecution, call: Outer, length: number): void =>
  run(
    execution,
    { type: 'none' },
    call,
    { class: execution.spec(call).class, weight: execution.weightOf(call), length },
    () => {},
  )

type Pays = 'Yes' | 'No'

function run(
  execution: BlockExecution,
  origin: Origin,
  call: Outer,
  load: Load,
  beforeOutcome: (pays: Pays) => void,
): void {
  spend(execution, load)
  const info = (pays: Pays) => ({ weight: load.weight, class: { type: load.class }, pays_fee: { type: pays } })
  try {
    execution.dispatch(origin, call)
    const pays = execution.spec(call).free ? 'No' : 'Yes'
    beforeOutcome(pays)
    execution.deposit(systemEvent.ExtrinsicSuccess({ dispatch_info: info(pays) }))
  } catch (error) {
    if (!(error instanceof DispatchFailure)) throw error
    beforeOutcome('Yes')
    execution.deposit(systemEvent.ExtrinsicFailed({ dispatch_error: error.error, dispatch_info: info('Yes') }))
  }
}

function readable(runtimeCall: Type<Outer>, encoded: Uint8Array): Extrinsic | undefined {
  try {
    return decodeExtrinsic(runtimeCall, encoded)
  } catch (error) {
    if (error instanceof ScaleError) return undefined
    throw error
  }
}
