import {
  bool,
  bytes,
  encode,
  fixed,
  type Infer,
  result,
  struct,
  type Type,
  tuple,
  u8,
  u32,
  u64,
  variant,
  vec,
} from '../../scale/index.ts'
import type { InvalidReason, Validity } from '../../types.ts'
import { h256 } from '../primitives/index.ts'
import { defineApi, method } from './define.ts'

const path = (name: string) => `sp_runtime::transaction_validity::${name}`

const source = variant(path('TransactionSource'), {
  InBlock: { index: 0 },
  Local: { index: 1 },
  External: { index: 2 },
})

const invalid = variant(path('InvalidTransaction'), {
  Call: { index: 0 },
  Payment: { index: 1 },
  Future: { index: 2 },
  Stale: { index: 3 },
  BadProof: { index: 4 },
  AncientBirthBlock: { index: 5 },
  ExhaustsResources: { index: 6 },
  Custom: { index: 7, of: u8 },
  BadMandatory: { index: 8 },
  MandatoryValidation: { index: 9 },
  BadSigner: { index: 10 },
})

const unknown = variant(path('UnknownTransaction'), {
  CannotLookup: { index: 0 },
  NoUnsignedValidator: { index: 1 },
  Custom: { index: 2, of: u8 },
})

const validityError = variant(path('TransactionValidityError'), {
  Invalid: { index: 0, of: invalid },
  Unknown: { index: 1, of: unknown },
})

const validTransaction = struct(path('ValidTransaction'), {
  priority: u64,
  requires: vec(bytes),
  provides: vec(bytes),
  longevity: u64,
  propagate: bool,
})

const outcome = result(validTransaction, validityError)

const U64_MAX = (1n << 64n) - 1n
const tag = tuple(fixed(32), u32)

export const taggedTransactionQueue = (uncheckedExtrinsic: Type<Uint8Array>) =>
  defineApi('TaggedTransactionQueue', 3, {
    validate_transaction: method(
      {
        inputs: { source, tx: uncheckedExtrinsic, block_hash: h256 },
        output: outcome,
        docs: 'Whether an extrinsic may enter the pool.',
      },
      ({ validate, context }, { tx }): Infer<typeof outcome> => {
        const validity = validate(encode(bytes, tx))
        if (validity.valid) return { type: 'Ok', value: tagged(validity, context.number) }
        // `Call` is also said of bytes that are no extrinsic.
        const reason: InvalidReason = 'reason' in validity ? validity.reason : 'Call'
        return { type: 'Err', value: { type: 'Invalid', value: { type: reason } } }
      },
    ),
  })

function tagged(validity: Extract<Validity, { valid: true }>, current: number): Infer<typeof validTransaction> {
  const { account, nonce, accountNonce, priority, validUntil } = validity
  const who = Buffer.from(account, 'hex')
  return {
    priority,
    requires: nonce > accountNonce ? [encode(tag, [who, nonce - 1])] : [],
    provides: [encode(tag, [who, nonce])],
    longevity: validUntil === undefined ? U64_MAX : BigInt(validUntil + 1 - current),
    propagate: true,
  }
}
