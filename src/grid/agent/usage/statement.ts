import type { Used } from './used.ts'

/** What a node was used for by one deployment of an agreement in one period. */
export interface UsageStatement {
  /** Hash of the chain's block 0: it counts on no other chain. */
  readonly network: string
  readonly node: number
  readonly period: number
  readonly agreement: bigint
  readonly deployment: bigint
  readonly used: Used
}

/** Little-endian, in so many bytes. */
const integer = (value: bigint, bytes: number): Buffer =>
  Buffer.from(value.toString(16).padStart(2 * bytes, '0'), 'hex').reverse()

/** What a node signs, and the chain takes as evidence: 137 bytes. */
export function statementBytes({ network, node, period, agreement, deployment, used }: UsageStatement): Uint8Array {
  const { cru, mru, sru, hru, ipv4, nru } = used
  return Buffer.concat([
    Buffer.from('gridusage'),
    Buffer.from(network.slice(2), 'hex'),
    integer(BigInt(node), 4),
    integer(BigInt(period), 4),
    integer(agreement, 8),
    integer(deployment, 8),
    integer(cru, 8),
    integer(mru, 16),
    integer(sru, 16),
    integer(hru, 16),
    integer(ipv4, 8),
    integer(nru, 8),
  ])
}
