import { createHash, randomUUID } from 'node:crypto'
import { cryptoWaitReady, Keyring, type KeyringPair } from '#polkadot'
import { looseStatement, strictStatement } from '../../../src/storage/http/auth/statement.ts'

await cryptoWaitReady()

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** Somebody with a key of their own, by name. */
export const keyOf = (name: string, type: 'sr25519' | 'ed25519' = 'sr25519'): KeyringPair =>
  new Keyring({ type }).addFromUri(`//${name}`)

export const accountOf = (pair: KeyringPair): string => `0x${hex(pair.addressRaw)}`

export interface Signed {
  readonly pair: KeyringPair
  readonly method: string
  readonly seconds: number
}

export const looseHeader = ({ pair, method, seconds }: Signed, bucketId: bigint, text = looseStatement): string => {
  const signature = pair.sign(text(method, bucketId, seconds))
  return `Web3Storage ${hex(pair.addressRaw)}:${hex(signature)}:${seconds}`
}

export interface StrictOptions {
  readonly provider: string
  readonly path: string
  readonly body?: Uint8Array | string | undefined
  readonly nonce?: string
}

export function strictHeader({ pair, method, seconds }: Signed, options: StrictOptions): string {
  const { provider, path, body = '', nonce = randomUUID() } = options
  const digest = createHash('sha256').update(body).digest('hex')
  const signature = pair.sign(strictStatement({ method, provider, path, seconds, nonce, digest }))
  return `Web3Storage2 0x${hex(pair.addressRaw)}:0x${hex(signature)}:${seconds}:${nonce}:${digest}`
}
