import { cryptoWaitReady, hexToU8a, Keyring, type KeyringPair, u8aToHex } from '#polkadot'
import { signedMessage } from './signature.ts'
import type { SignatureType, Signer } from './signer.ts'
import { assertStatement } from './statement.ts'

/** @param uri a secret URI: mnemonic, seed or `//Dev` path. @throws when it is none */
export async function createLocalSigner(uri: string, type: SignatureType = 'sr25519'): Promise<Signer> {
  await cryptoWaitReady()
  return signerOfPair(new Keyring({ type }).addFromUri(uri), type)
}

/** A signer in this process: the pair is in nobody else's reach. */
export function signerOfPair(pair: KeyringPair, type: SignatureType): Signer {
  return {
    account: u8aToHex(pair.addressRaw),
    type,
    sign: async ({ raw }) => ({ type, value: u8aToHex(pair.sign(signedMessage(hexToU8a(raw)))) }),
    async attest(statement, { form } = {}) {
      assertStatement(statement, form)
      return { type, value: u8aToHex(pair.sign(statement)) }
    },
  }
}
