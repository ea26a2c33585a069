import { SigningError } from './errors.ts'
import { LONGEST_STATEMENT, type RecordForm } from './signer.ts'

export const isOfForm = (record: Uint8Array, { prefix, bytes }: RecordForm): boolean =>
  record.length === bytes && Buffer.from(record.subarray(0, prefix.length)).toString('latin1') === prefix

/** @throws SigningError `refused` for bytes that could be an extrinsic's, or are of another form than is named */
export function assertStatement(statement: Uint8Array, form?: RecordForm): void {
  if (form === undefined ? statement.length < LONGEST_STATEMENT : isOfForm(statement, form)) return
  throw new SigningError(
    { code: 'refused', reason: 'no-statement' },
    form === undefined
      ? `${statement.length} bytes could be an extrinsic; a statement has fewer than ${LONGEST_STATEMENT}`
      : `only records of ${form.bytes} bytes that begin with "${form.prefix}" are signed as such`,
  )
}
