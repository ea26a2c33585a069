import { blake2AsHex } from '#polkadot'
import type { Hash } from './types.ts'

export const HASH_BYTES = 32
/** Stands for what is not there: in a tree, for the chunks that fill it up to a power of two. */
export const ZERO: Hash = `0x${'00'.repeat(HASH_BYTES)}`

export const toHash = (bytes: Uint8Array): Hash => `0x${Buffer.from(bytes).toString('hex')}`
export const bytesOf = (hash: Hash): Buffer => Buffer.from(hash.slice(2), 'hex')

/** blake2b-256. */
export const hashOf = (data: Uint8Array): Hash => blake2AsHex(data)

export const joined = (left: Hash, right: Hash): Buffer => Buffer.concat([bytesOf(left), bytesOf(right)])
export const hashChildren = (left: Hash, right: Hash): Hash => hashOf(joined(left, right))
