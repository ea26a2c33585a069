import { h256, text, u64, u128 } from './bytes.ts'
import type { Hash } from './hash.ts'

/** What one party says was spent of an agreement that is over, for the other to close it with. */
export interface ClosingStatement {
  readonly genesis: Hash
  readonly agreement: bigint
  readonly spent: bigint
}

/** What the party signs: 65 bytes. @throws RangeError for what does not fit */
export const closingBytes = ({ genesis, agreement, spent }: ClosingStatement): Buffer =>
  Buffer.concat([text('gridclose'), h256(genesis), u64(agreement), u128(spent)])
