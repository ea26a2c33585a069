import { sameBytes } from '../../../bytes.ts'
import { fixed, type Infer, struct, u128, variant } from '../../../scale/index.ts'

/** Eight bytes that say whose lock it is. */
export type LockId = Uint8Array

export const balanceLock = struct(
  'pallet_balances::types::BalanceLock',
  {
    id: fixed(8),
    amount: u128,
    reasons: variant('pallet_balances::types::Reasons', { Fee: { index: 0 }, Misc: { index: 1 }, All: { index: 2 } }),
  },
  [{ name: 'Balance', type: u128 }],
)

/** Locks overlap: the largest says what an account cannot give away. */
export const frozenBy = (locks: ReadonlyArray<Infer<typeof balanceLock>>): bigint =>
  locks.reduce((most, { amount }) => (amount > most ? amount : most), 0n)

export const sameLock = (a: LockId, b: LockId): boolean => sameBytes(a, b)
