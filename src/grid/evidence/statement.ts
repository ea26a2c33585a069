import type { RecordForm } from '../../chain/signing/signer.ts'
import { h256, text, u32, u64 } from './bytes.ts'
import { type Hash, hashOf } from './hash.ts'
import type { SumNode } from './merkle-sum.ts'
import { type Used, usedBytes } from './used.ts'

/** What a node says that a deployment of an agreement used of it in a period. */
export interface UsageStatement {
  /** Of the chain that it counts on. */
  readonly genesis: Hash
  readonly node: number
  readonly period: number
  readonly agreement: bigint
  readonly deployment: bigint
  readonly used: Used
}

/** By which it is told from whatever else a key signs. */
export const USAGE_RECORD: RecordForm = { prefix: 'gridusage', bytes: 137 }

/** What the node's twin signs: 137 bytes. @throws RangeError for what does not fit */
export const statementBytes = ({ genesis, node, period, agreement, deployment, used }: UsageStatement): Buffer =>
  Buffer.concat([
    text(USAGE_RECORD.prefix),
    h256(genesis),
    u32(node),
    u32(period),
    u64(agreement),
    u64(deployment),
    usedBytes(used),
  ])

/** Its place in the tree whose root a node puts on the chain: nothing is summed there. */
export const statementNode = (statement: UsageStatement): SumNode => ({
  hash: hashOf(statementBytes(statement)),
  sum: 0n,
})
