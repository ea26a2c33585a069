import { forDevelopment } from '../../chain/signing/development.ts'
import { createLocalSigner } from '../../chain/signing/local.ts'
import type { Signer } from '../../chain/signing/signer.ts'
import type { KeyfileAccount, UriAccount } from '../config/account-schema.ts'
import type { AccountPlace } from './place.ts'
import { readSecretFile } from './secret-file.ts'

// The library takes any short text for a seed, so that a file with something else in it would give some account.
const SECRET = /^(0x[0-9a-f]{64}|[a-z]+(\s[a-z]+){11,23}|(?=\/\/))(\/.+)?$/i

/** @throws ConfigError when it is no secret URI */
export async function signerOfUri({ uri, type, genesis }: UriAccount, place: AccountPlace): Promise<Signer> {
  const signer = await createLocalSigner(uri, type).catch(() => {
    throw place.problem('uri', {
      code: 'keyfile',
      message: 'is not a secret URI that can be used',
      expected: 'a development account such as //Alice',
    })
  })
  return forDevelopment(signer, { field: 'account.uri', ...(genesis === undefined ? {} : { genesis }) })
}

/** @throws ConfigError when the file is missing, readable by others, or holds no secret */
export async function signerOfKeyfile(account: KeyfileAccount, place: AccountPlace): Promise<Signer> {
  const refuse = (message: string, expected: string) => place.problem('keyfile', { code: 'keyfile', message, expected })
  const { keyfile, type, genesis } = account
  const secret = (await readSecretFile(place.path(keyfile), 'the secret of the account', refuse)).trim()
  if (secret === '') throw refuse('is empty', 'a mnemonic, a seed or a secret URI')
  const unusable = () => refuse('does not hold a secret that can be used', 'a mnemonic, a seed (0x…) or a secret URI')
  if (!SECRET.test(secret)) throw unusable()
  const signer = await createLocalSigner(secret, type).catch(() => {
    throw unusable()
  })
  if (!secret.startsWith('//')) return signer
  return forDevelopment(signer, { field: 'account.keyfile', ...(genesis === undefined ? {} : { genesis }) })
}
