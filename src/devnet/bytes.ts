import { blake2AsU8a } from '#polkadot'

/** Lower-case hex without `0x`: how storage keys are written. */
export const toHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')

export const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

/** Hex with `0x`: how JSON-RPC writes bytes. */
export const to0x = (bytes: Uint8Array): string => `0x${toHex(bytes)}`

export const blake2 = (bytes: Uint8Array): Uint8Array => blake2AsU8a(bytes, 256)

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

export const concat = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts))
