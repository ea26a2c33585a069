import type { RecordForm } from '../../chain/signing/signer.ts'
import { h256, text, u32, u64, u128 } from './bytes.ts'
import type { Hash } from './hash.ts'

/** A user's word that what a farm bills for a period under an agreement is right. */
export interface UserReceipt {
  readonly genesis: Hash
  readonly agreement: bigint
  readonly period: number
  /** Of the farm's bill. */
  readonly root: Hash
  /** What all leaves of the agreement come to. */
  readonly amount: bigint
}

/** By which it is told from whatever else a key signs. */
export const USER_RECEIPT_RECORD: RecordForm = { prefix: 'gridreceipt', bytes: 103 }

/** What the user's twin signs: 103 bytes. @throws RangeError for what does not fit */
export const userReceiptBytes = ({ genesis, agreement, period, root, amount }: UserReceipt): Buffer =>
  Buffer.concat([
    text(USER_RECEIPT_RECORD.prefix),
    h256(genesis),
    u64(agreement),
    u32(period),
    h256(root),
    u128(amount),
  ])
