import { decodeAddress, u8aToHex } from '#polkadot'
import type { Signer } from '../../chain/signing/signer.ts'
import type { Clock } from '../../kernel/index.ts'
import type { AccountConfig } from '../config/account-schema.ts'
import type { LoadedConfig } from '../config/load.ts'
import { signerOfKeyfile, signerOfUri } from './keyfile.ts'
import { type AccountPlace, accountPlace } from './place.ts'
import { signerOfRemote } from './remote.ts'
import { signerOfKeystore } from './unlock.ts'

/** The signer of the account that the config names; none without one. @throws ConfigError when it cannot be had */
export async function loadSigner(loaded: LoadedConfig, clock: Clock): Promise<Signer | undefined> {
  const { account } = loaded.config
  if (account === undefined) return undefined
  const place = accountPlace(loaded, account)
  const signer = await signerOf(account, place, clock)
  if (account.proxyFor === undefined) return signer
  const actsFor = u8aToHex(decodeAddress(account.proxyFor))
  if (actsFor === signer.account)
    throw place.problem('proxyFor', {
      code: 'own-proxy',
      message: 'is the account itself',
      expected: 'the account that has made this one its proxy; leave it out to act for the account itself',
    })
  return { ...signer, actsFor }
}

async function signerOf(account: AccountConfig, place: AccountPlace, clock: Clock): Promise<Signer> {
  if ('uri' in account) return signerOfUri(account, place)
  if ('keyfile' in account) return signerOfKeyfile(account, place)
  if ('keystore' in account) return signerOfKeystore(account, place)
  return signerOfRemote(account, place, clock)
}
