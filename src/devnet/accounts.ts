import { blake2AsU8a, cryptoWaitReady, encodeAddress, Keyring } from '#polkadot'
import { toHex } from './bytes.ts'
import { type Era, encodeExtrinsic, IMMORTAL, mortalEra, signedPayload } from './runtime/extrinsic/index.ts'
import type { Call, DevnetRuntime } from './runtime/index.ts'

export const DEV_NAMES = ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'] as const
export type DevName = (typeof DEV_NAMES)[number]

export type Scheme = 'sr25519' | 'ed25519' | 'ecdsa'
const SIGNATURE_TYPE = { sr25519: 'Sr25519', ed25519: 'Ed25519', ecdsa: 'Ecdsa' } as const

/** An account that can sign, and whose secret everybody knows. */
export interface DevAccount {
  /** The URI it is derived from, e.g. `//Alice`. */
  readonly uri: string
  readonly scheme: Scheme
  readonly publicKey: Uint8Array
  /** The public key itself, or its hash where that is longer than an account. */
  readonly account: Uint8Array
  /** The account as hex without `0x`. */
  readonly hex: string
  /** SS58 with the generic prefix, 42. */
  readonly address: string
  sign(payload: Uint8Array): Uint8Array
}

/** The block a mortal extrinsic starts from, and for how many blocks it may be included (rounded up: 4, 8, 16 …). */
export interface Mortality {
  period: number
  number: number
  /** Hash of block `number`. */
  hash: Uint8Array
}

export interface SignOptions {
  nonce: number
  /** Immortal unless said. */
  era?: Mortality
  tip?: bigint
}

/** Signs calls for one chain. */
export interface Signer {
  /** An extrinsic as submitted: hex it and send it. */
  sign(account: DevAccount, call: Call, options: SignOptions): Uint8Array
}

/** Waits for the signature code to load; the other functions here need it. */
export const accountsReady = async (): Promise<void> => {
  await cryptoWaitReady()
}

/** What the development phrase comes to, which is meant before `//`: to say so spares working it out for each account. */
const DEVELOPMENT_SEED = '0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e'

export function accountFromUri(uri: string, scheme: Scheme = 'sr25519'): DevAccount {
  const pair = new Keyring({ type: scheme }).addFromUri(uri.startsWith('//') ? `${DEVELOPMENT_SEED}${uri}` : uri)
  const { publicKey } = pair
  const account = scheme === 'ecdsa' ? blake2AsU8a(publicKey) : publicKey
  return {
    uri,
    scheme,
    publicKey,
    account,
    hex: toHex(account),
    address: encodeAddress(account, 42),
    sign: (payload) => pair.sign(payload),
  }
}

export const devAccount = (name: DevName, scheme: Scheme = 'sr25519'): DevAccount => accountFromUri(`//${name}`, scheme)

export function createSigner(runtime: Pick<DevnetRuntime, 'version' | 'encodeCall'>, genesisHash: Uint8Array): Signer {
  const { specVersion, transactionVersion } = runtime.version
  return {
    sign(account, call, { nonce, era, tip = 0n }) {
      const callBytes = runtime.encodeCall(call)
      const life = era ? mortalFrom(era) : IMMORTAL
      const extra = { era: life, nonce, tip }
      const checkpoint = era?.hash ?? genesisHash
      const payload = signedPayload(callBytes, extra, { specVersion, transactionVersion, genesisHash, checkpoint })
      return encodeExtrinsic(callBytes, {
        address: { type: 'Id', value: account.account },
        signature: { type: SIGNATURE_TYPE[account.scheme], value: account.sign(payload) },
        extra,
      })
    },
  }
}

const mortalFrom = ({ period, number }: Mortality): Era => mortalEra(period, number)
