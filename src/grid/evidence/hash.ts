import { blake2AsHex } from '#polkadot'

/** 32 bytes in hex, with `0x`. */
export type Hash = string

/** blake2-256. */
export const hashOf = (bytes: Uint8Array): Hash => blake2AsHex(bytes)

export const bytesOf = (hex: string): Buffer => Buffer.from(hex.slice(2), 'hex')
