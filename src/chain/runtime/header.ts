import { z } from 'zod'
import { blake2AsHex } from '#polkadot'
import { decoding } from './decoding.ts'

const hash = z.string().regex(/^0x[0-9a-f]{64}$/)

/** A block's header as JSON-RPC shows it, with what it is hashed from. */
export const blockHeader = z.object({
  number: z.string().regex(/^0x[0-9a-f]{1,8}$/i),
  parentHash: hash,
  stateRoot: hash,
  extrinsicsRoot: hash,
  /** Encoded digest items. */
  digest: z.object({ logs: z.array(z.string().regex(/^0x([0-9a-f]{2})*$/)) }),
})
export type BlockHeader = z.infer<typeof blockHeader>

export const numberOfHeader = ({ number }: Pick<BlockHeader, 'number'>): number => Number.parseInt(number, 16)

/**
 * The hash of a block whose numbers are 32 bits wide and whose hasher is blake2-256, as of all chains of the Polkadot SDK's
 * templates.
 */
export function headerHash(header: BlockHeader): string {
  const logs = header.digest.logs.map((log) => log.slice(2))
  const parts = [
    header.parentHash.slice(2),
    compact(numberOfHeader(header)),
    header.stateRoot.slice(2),
    header.extrinsicsRoot.slice(2),
    compact(logs.length),
    ...logs,
  ]
  return blake2AsHex(Buffer.from(parts.join(''), 'hex'))
}

/** What a header says of its block. @throws ChainError `undecodable` */
export const readHead = (raw: unknown): { number: number; hash: string; parentHash: string } =>
  decoding('header', () => {
    const header = blockHeader.parse(raw)
    return { number: numberOfHeader(header), hash: headerHash(header), parentHash: header.parentHash }
  })

/** SCALE's compact form of an integer below 2^32, as hex. */
function compact(value: number): string {
  const bytes = Buffer.alloc(5)
  if (value < 1 << 6) return bytes.subarray(0, bytes.writeUInt8(value << 2)).toString('hex')
  if (value < 1 << 14) return bytes.subarray(0, bytes.writeUInt16LE((value << 2) | 1)).toString('hex')
  if (value < 2 ** 30) return bytes.subarray(0, bytes.writeUInt32LE(value * 4 + 2)).toString('hex')
  bytes.writeUInt8(3)
  return bytes.subarray(0, bytes.writeUInt32LE(value, 1)).toString('hex')
}
