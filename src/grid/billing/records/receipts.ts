import type { DatabaseSync } from 'node:sqlite'
import type { Signature } from '../../../chain/signing/signer.ts'
import { decode, encode } from '../../../kernel/index.ts'
import type { Hash } from '../../evidence/hash.ts'

/** What a user has signed for a bill under an agreement. */
export interface SignedReceipt {
  readonly root: Hash
  readonly amount: bigint
  readonly signature: Signature
}

interface BillKey {
  readonly payer: string
  readonly first: number
}

export interface ReceiptRecords {
  keepReceipt(bill: BillKey, agreement: bigint, receipt: SignedReceipt): void
  receipt(bill: BillKey, agreement: bigint): SignedReceipt | undefined
}

export function receiptRecords(database: DatabaseSync): ReceiptRecords {
  const put = database.prepare('INSERT OR REPLACE INTO receipts (payer, first, agreement, receipt) VALUES (?, ?, ?, ?)')
  const get = database.prepare('SELECT receipt FROM receipts WHERE payer = ? AND first = ? AND agreement = ?')
  return {
    keepReceipt: ({ payer, first }, agreement, receipt) =>
      void put.run(payer, first, String(agreement), encode(receipt)),
    receipt({ payer, first }, agreement) {
      const row = get.get(payer, first, String(agreement))
      return row && (decode(row['receipt'] as string) as SignedReceipt)
    },
  }
}
