import { anonymous, bytes, fixed, newtype, type Type, tuple, variant } from '../../scale/index.ts'

export type AccountId = Uint8Array

export const accountId: Type<AccountId> = newtype('sp_core::crypto::AccountId32', fixed(32))
export const h256: Type<Uint8Array> = newtype('primitive_types::H256', fixed(32))
export const nothing = tuple()

// This chain has no account indices, so `Index` carries nothing: `Compact<()>`.
const compactNothing: Type<undefined> = {
  key: 'Compact<()>',
  minSize: 0,
  describe: () => anonymous({ kind: 'compact', of: nothing }),
  encode: () => {},
  decode: () => undefined,
}

export const multiAddress = variant(
  'sp_runtime::multiaddress::MultiAddress',
  {
    Id: { index: 0, of: accountId },
    Index: { index: 1, of: compactNothing },
    Raw: { index: 2, of: bytes },
    Address32: { index: 3, of: fixed(32) },
    Address20: { index: 4, of: fixed(20) },
  },
  [
    { name: 'AccountId', type: accountId },
    { name: 'AccountIndex', type: nothing },
  ],
)

export const multiSignature = variant('sp_runtime::MultiSignature', {
  Ed25519: { index: 0, of: fixed(64) },
  Sr25519: { index: 1, of: fixed(64) },
  Ecdsa: { index: 2, of: fixed(65) },
  Eth: { index: 3, of: fixed(65) },
})
