import { SigningError } from './errors.ts'
import { LONGEST_STATEMENT } from './signer.ts'

/** @throws SigningError `refused` for bytes that could be an extrinsic's */
export function assertStatement(statement: Uint8Array): void {
  if (statement.length < LONGEST_STATEMENT) return
  throw new SigningError(
    { code: 'refused', reason: 'no-statement' },
    `${statement.length} bytes could be an extrinsic; a statement has fewer than ${LONGEST_STATEMENT}`,
  )
}
