import { scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { z } from 'zod'
import {
  base64Decode,
  cryptoWaitReady,
  decodeAddress,
  hexToU8a,
  Keyring,
  type KeyringPair,
  naclDecrypt,
  u8aToHex,
} from '#polkadot'
import { signerOfPair } from '../../chain/signing/local.ts'
import { verifySignature } from '../../chain/signing/signature.ts'
import type { Signer } from '../../chain/signing/signer.ts'

const keystore = z.object({
  address: z.string(),
  encoded: z.string(),
  encoding: z.object({
    content: z.tuple([z.literal('pkcs8'), z.enum(['sr25519', 'ed25519', 'ecdsa'])]),
    type: z.tuple([z.literal('scrypt'), z.literal('xsalsa20-poly1305')]),
    version: z.literal('3'),
  }),
})
export type Keystore = z.output<typeof keystore>

export type KeystoreFlaw = 'not-a-keystore' | 'wrong-passphrase' | 'other-address'

export class KeystoreError extends Error {
  readonly flaw: KeystoreFlaw

  constructor(flaw: KeystoreFlaw) {
    super(flaw)
    this.name = 'KeystoreError'
    this.flaw = flaw
  }
}

/** @throws KeystoreError `not-a-keystore` */
export function parseKeystore(text: string): Keystore {
  try {
    return keystore.parse(JSON.parse(text))
  } catch {
    // The reason would quote the file.
    throw new KeystoreError('not-a-keystore')
  }
}

/**
 * The signer of an encrypted key. The half second of scrypt passes on a thread of Node's pool: the event loop goes on.
 *
 * @throws KeystoreError
 */
export async function unlockKeystore(store: Keystore, passphrase: string): Promise<Signer> {
  await cryptoWaitReady()
  const [, type] = store.encoding.content
  const secret = await decrypt(bytesOf(store), passphrase)
  const pair = pairOf(store, secret)
  secret.fill(0)
  const signer = signerOfPair(pair, type)
  if (!(await isKeyOf(pair, signer, store.address))) throw new KeystoreError('other-address')
  return signer
}

function bytesOf({ encoded }: Keystore): Uint8Array {
  try {
    return encoded.startsWith('0x') ? hexToU8a(encoded) : base64Decode(encoded)
  } catch {
    throw new KeystoreError('not-a-keystore')
  }
}

// Salt, then N, p and r of scrypt, four bytes each; then the nonce, then what is encrypted.
const SALT = 32
const PARAMETERS = SALT + 12
const NONCE = PARAMETERS + 24

async function decrypt(bytes: Uint8Array, passphrase: string): Promise<Uint8Array> {
  if (bytes.length <= NONCE) throw new KeystoreError('not-a-keystore')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [N, p, r] = [0, 4, 8].map((at) => view.getUint32(SALT + at, true)) as [number, number, number]
  // What a file may ask for: a gigabyte of memory.
  if (N > 2 ** 20 || p > 4 || r > 8 || N < 2 || r < 1 || p < 1 || (N & (N - 1)) !== 0)
    throw new KeystoreError('not-a-keystore')
  const key = await promisify<string, Uint8Array, number, object, Buffer>(scrypt)(
    passphrase,
    bytes.subarray(0, SALT),
    32,
    { N, p, r, maxmem: 128 * N * r + 2 ** 20 },
  )
  const secret = naclDecrypt(bytes.subarray(NONCE), bytes.subarray(PARAMETERS, NONCE), new Uint8Array(key))
  key.fill(0)
  if (secret === null) throw new KeystoreError('wrong-passphrase')
  return secret
}

/** The library reads what is inside, and is told that it is not encrypted any more. */
function pairOf({ address, encoding }: Keystore, secret: Uint8Array): KeyringPair {
  try {
    const pair = new Keyring().createFromJson({
      address,
      encoded: u8aToHex(secret),
      encoding: { ...encoding, type: ['none'] },
      meta: {},
    })
    pair.decodePkcs8()
    return pair
  } catch {
    throw new KeystoreError('not-a-keystore')
  }
}

/** Whether the file names this key, and the secret is the one of the public key beside it. */
async function isKeyOf(pair: KeyringPair, signer: Signer, address: string): Promise<boolean> {
  // Of ecdsa the file has the public key, which no address gives back; an address may be of any network's format.
  const isNamed = address.startsWith('0x')
    ? u8aToHex(pair.publicKey) === address.toLowerCase()
    : u8aToHex(pair.addressRaw) === u8aToHex(decodeAddress(address))
  if (!isNamed) return false
  const probe = new Uint8Array(32)
  const value = u8aToHex(pair.sign(probe))
  return verifySignature(probe, { type: signer.type, value }, signer.account)
}
