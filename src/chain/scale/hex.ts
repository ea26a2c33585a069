import { Malformed } from './malformed.ts'

/** The bytes of `0x…`. @throws Malformed */
export function hexBytes(text: string): Buffer {
  if (!text.startsWith('0x') || text.length % 2 !== 0) throw new Malformed('no bytes in hex')
  // Ends at the first character that is no digit.
  const bytes = Buffer.from(text.slice(2), 'hex')
  if (bytes.length !== text.length / 2 - 1) throw new Malformed('a character that is no digit in hex', bytes.length)
  return bytes
}
