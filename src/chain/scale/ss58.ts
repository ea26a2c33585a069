import { hash } from 'node:crypto'
import { fromBase58, toBase58 } from './base58.ts'

const ACCOUNT = 32
const CHECKSUM = 2
const CONTEXT = Buffer.from('SS58PRE')

/** The accounts of addresses written lately: the facts that they are in read them back at once. */
const written = new Map<string, string>()
const REMEMBERED = 1_024

/** Writes accounts (32 bytes at an offset) as addresses of a chain, by the chain's registered prefix. */
export function createAddresses(prefix: number): (bytes: Buffer, offset: number) => string {
  const head = Buffer.from(
    prefix < 64 ? [prefix] : [0x40 | ((prefix & 0xfc) >> 2), (prefix >> 8) | ((prefix & 3) << 6)],
  )
  // One after the other: the context of the checksum, the prefix, the account, the checksum of all that.
  const whole = Buffer.concat([CONTEXT, head, Buffer.alloc(ACCOUNT + CHECKSUM)])
  const summed = whole.subarray(0, -CHECKSUM)
  const address = whole.subarray(CONTEXT.length)
  /** Those of late: the accounts of a block are few beside its events. */
  const texts = new Map<string, string>()

  function encode(bytes: Buffer, offset: number): string {
    bytes.copy(address, head.length, offset, offset + ACCOUNT)
    address.write(checksum(summed), address.length - CHECKSUM, 'latin1')
    const text = toBase58(address)
    if (written.size === REMEMBERED) written.clear()
    written.set(text, `0x${bytes.toString('hex', offset, offset + ACCOUNT)}`)
    return text
  }

  return (bytes, offset) => {
    const account = bytes.toString('latin1', offset, offset + ACCOUNT)
    const known = texts.get(account)
    if (known !== undefined) return known
    const text = encode(bytes, offset)
    if (texts.size === REMEMBERED) texts.clear()
    texts.set(account, text)
    return text
  }
}

/** What the checksum of an address is over, with a prefix of one byte and of two. */
const SUMMED = [1, 2].map((head) => Buffer.concat([CONTEXT, Buffer.alloc(head + ACCOUNT)]))
const decoded = Buffer.alloc(2 + ACCOUNT + CHECKSUM)

/** The account (hex) that an address of any chain stands for; `undefined` when it is none of 32 bytes. */
export function accountOf(address: string): string | undefined {
  const known = written.get(address)
  if (known !== undefined) return known
  const head = fromBase58(address, decoded) - ACCOUNT - CHECKSUM
  const summed = SUMMED[head - 1]
  if (summed === undefined) return undefined
  const start = decoded.length - head - ACCOUNT - CHECKSUM
  // The first byte says how long the prefix is.
  if (decoded[start]! >> 6 !== head - 1) return undefined
  const end = decoded.length - CHECKSUM
  decoded.copy(summed, CONTEXT.length, start, end)
  if (checksum(summed) !== decoded.toString('latin1', end)) return undefined
  return `0x${decoded.toString('hex', start + head, end)}`
}

const checksum = (bytes: Buffer): string => hash('blake2b512', bytes, 'binary').slice(0, CHECKSUM)
