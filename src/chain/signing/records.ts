import { createLocalPair } from './local.ts'
import type { Signature, SignatureType } from './signer.ts'

/** Signs records of one form, which are longer than a statement: a signature under any other bytes cannot be had from it. */
export type RecordSigner = (record: Uint8Array) => Promise<Signature>

export interface RecordForm {
  /** What each begins with. No call of the chain that the account is of may begin with it. */
  readonly prefix: string
  readonly bytes: number
}

/** @param uri a secret URI @throws when it is none */
export async function createRecordSigner(
  uri: string,
  type: SignatureType,
  { prefix, bytes }: RecordForm,
): Promise<RecordSigner> {
  const sign = await createLocalPair(uri, type)
  return async (record) => {
    if (record.length !== bytes || !Buffer.from(record).toString('latin1').startsWith(prefix))
      throw new RangeError(`only records of ${bytes} bytes that begin with "${prefix}" are signed`)
    return { type, value: sign(record) }
  }
}
