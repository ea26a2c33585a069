import { h256, u32, u64 } from '../../evidence/bytes.ts'
import type { Bill } from '../records/records.ts'

const VERSION = 1

/**
 * What a bill under a service contract says about itself on the chain, 49 of its 50 bytes: version, first and last period u32, what is
 * carried over from the bill before u64, root of the leaves. Hex. @throws RangeError for what does not fit
 */
export const metadataOf = ({ first, last, carried, root }: Pick<Bill, 'first' | 'last' | 'carried' | 'root'>): string =>
  `0x${Buffer.concat([Buffer.from([VERSION]), u32(first), u32(last), u64(carried), h256(root)]).toString('hex')}`
