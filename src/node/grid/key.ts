import { resolve } from 'node:path'
import { createRecordSigner, type RecordSigner } from '../../chain/signing/records.ts'
import type { Signer } from '../../chain/signing/signer.ts'
import { signerOfKeyfile } from '../account/keyfile.ts'
import type { AccountPlace } from '../account/place.ts'
import { readSecretFile } from '../account/secret-file.ts'
import { ConfigError } from '../config/problem.ts'

/** What a node says of what it was used for. */
const USAGE_RECORD = { prefix: 'gridusage', bytes: 137 }

/** The key of a node: for its extrinsics and messages, and for what it says of its use. @throws ConfigError */
export async function loadNodeKey(
  file: string,
  type: 'ed25519' | 'sr25519',
): Promise<{ signer: Signer; signStatement: RecordSigner }> {
  const path = resolve(file)
  const place: AccountPlace = {
    path: () => path,
    problem: (_, { code, message, expected }) =>
      new ConfigError([{ code, file: '--key-file', field: '', value: JSON.stringify(file), message, expected }]),
  }
  const signer = await signerOfKeyfile({ keyfile: file, type }, place)
  const secret = await readSecretFile(path, 'the secret of the node', (message, expected) =>
    place.problem('keyfile', { code: 'keyfile', message, expected }),
  )
  return { signer, signStatement: await createRecordSigner(secret.trim(), type, USAGE_RECORD) }
}
