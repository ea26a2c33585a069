import type { RecordForm } from '../../chain/signing/signer.ts'
import { h256, text, u32, u128 } from './bytes.ts'
import type { Hash } from './hash.ts'

/** A farm's bill of a period, as its farmer signs it for users. Two of one period convict the farmer. */
export interface BillReceipt {
  readonly genesis: Hash
  readonly farm: number
  readonly period: number
  readonly root: Hash
  readonly total: bigint
}

/** By which a receipt is told from whatever else a key signs. */
export const RECEIPT_RECORD: RecordForm = { prefix: 'gridbill', bytes: 96 }

/** What the farmer's twin signs: 96 bytes. @throws RangeError for what does not fit */
export const receiptBytes = ({ genesis, farm, period, root, total }: BillReceipt): Buffer =>
  Buffer.concat([text(RECEIPT_RECORD.prefix), h256(genesis), u32(farm), u32(period), h256(root), u128(total)])
