import { createReadStream } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { KeystoreAccount } from '../config/account-schema.ts'
import type { AccountPlace } from './place.ts'
import { readSecretFile } from './secret-file.ts'

/**
 * The passphrase of a keystore, without the line end after it. It comes by a file or a descriptor, never by a flag or a
 * variable: those are shown to every process of the machine's user.
 *
 * @throws ConfigError
 */
export async function readPassphrase(account: KeystoreAccount, place: AccountPlace): Promise<string> {
  const { passphraseFile, passphraseFd } = account
  const [key, read] =
    passphraseFile === undefined
      ? (['passphraseFd', fromDescriptor(passphraseFd ?? 0, place)] as const)
      : (['passphraseFile', fromFile(passphraseFile, place)] as const)
  const passphrase = (await read).replace(/\r?\n$/, '')
  if (passphrase === '')
    throw place.problem(key, { code: 'passphrase', message: 'gives no passphrase', expected: 'a passphrase' })
  return passphrase
}

const fromFile = (file: string, place: AccountPlace): Promise<string> =>
  readSecretFile(place.path(file), 'the passphrase of the keystore', (message, expected) =>
    place.problem('passphraseFile', { code: 'passphrase', message, expected }),
  )

// By a stream, which waits for a pipe without holding up anything else.
const fromDescriptor = (fd: number, place: AccountPlace): Promise<string> =>
  text(createReadStream('', { fd })).catch((error: NodeJS.ErrnoException) => {
    throw place.problem('passphraseFd', {
      code: 'passphrase',
      message: `cannot be read (${error.code ?? 'unknown error'})`,
      expected: 'an open descriptor, such as 3 after 3< on the command line',
    })
  })
