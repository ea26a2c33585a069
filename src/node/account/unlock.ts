import { readFile } from 'node:fs/promises'
import type { Signer } from '../../chain/signing/signer.ts'
import type { KeystoreAccount } from '../config/account-schema.ts'
import { KeystoreError, type KeystoreFlaw, parseKeystore, unlockKeystore } from './keystore.ts'
import { readPassphrase } from './passphrase.ts'
import type { AccountPlace, Complaint } from './place.ts'

const COMPLAINTS: Readonly<Record<KeystoreFlaw, Complaint>> = {
  'not-a-keystore': {
    code: 'keystore',
    message: 'is not an encrypted keystore of polkadot-js, version 3',
    expected: 'the JSON that a polkadot-js wallet exports, with a passphrase',
  },
  'wrong-passphrase': {
    code: 'passphrase',
    message: 'cannot be unlocked with this passphrase',
    expected: 'the passphrase that the keystore was exported with, in "passphraseFile" or on "passphraseFd"',
  },
  'other-address': {
    code: 'keystore',
    message: 'holds the key of another account than its address says',
    expected: 'a keystore whose "address" is that of its key',
  },
}

/** @throws ConfigError when a file is missing, the passphrase is wrong, or the keystore is not of the account it names */
export async function signerOfKeystore(account: KeystoreAccount, place: AccountPlace): Promise<Signer> {
  const text = await readFile(place.path(account.keystore), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw place.problem('keystore', {
      code: 'keystore',
      message: `cannot be read (${error.code ?? 'unknown error'})`,
      expected: 'the JSON that a polkadot-js wallet exports',
    })
  })
  try {
    // First the file: a descriptor is read but once.
    const store = parseKeystore(text)
    return await unlockKeystore(store, await readPassphrase(account, place))
  } catch (error) {
    throw told(error, place)
  }
}

const told = (error: unknown, place: AccountPlace): unknown =>
  error instanceof KeystoreError ? place.problem('keystore', COMPLAINTS[error.flaw]) : error
