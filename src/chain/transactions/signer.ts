import { cryptoWaitReady, decodeAddress, Keyring, type KeyringPair, u8aToHex } from '#polkadot'

/** Who signs. The secret stays inside; what a caller gets is a pair that can sign and an account that may be shown. */
export interface Signer {
  /** 32 bytes, hex. */
  readonly account: string
  readonly pair: KeyringPair
}

/** @param uri a secret URI: mnemonic, seed or `//Dev` path. */
export async function createSigner(uri: string): Promise<Signer> {
  await cryptoWaitReady()
  const pair = new Keyring({ type: 'sr25519' }).addFromUri(uri)
  return { account: u8aToHex(decodeAddress(pair.address)), pair }
}
