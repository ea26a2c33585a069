import { u64, u128 } from './bytes.ts'

/** What was used in a period. */
export interface Used {
  /** Core-seconds. */
  readonly cru: bigint
  /** Byte-seconds of memory, of fast and of slow disk. */
  readonly mru: bigint
  readonly sru: bigint
  readonly hru: bigint
  /** Seconds of a public address. */
  readonly ipv4: bigint
  /** Bytes of traffic. */
  readonly nru: bigint
}

export const USED_KINDS = ['cru', 'mru', 'sru', 'hru', 'ipv4', 'nru'] as const
export const UNUSED: Used = { cru: 0n, mru: 0n, sru: 0n, hru: 0n, ipv4: 0n, nru: 0n }

/** 72 bytes. @throws RangeError for what does not fit */
export const usedBytes = ({ cru, mru, sru, hru, ipv4, nru }: Used): Buffer =>
  Buffer.concat([u64(cru), u128(mru), u128(sru), u128(hru), u64(ipv4), u64(nru)])

/** Whether one says more than the other of anything: for this a bill is false against what its node has signed. */
export const exceeds = (one: Used, other: Used): boolean => USED_KINDS.some((kind) => one[kind] > other[kind])
