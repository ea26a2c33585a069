import type { LeafProof } from '../evidence/evidence.ts'
import { rootFrom } from '../evidence/merkle-sum.ts'
import { isSignedBy } from '../evidence/signature.ts'
import { statementBytes, statementNode } from '../evidence/statement.ts'
import { exceeds } from '../evidence/used.ts'
import type { Finding } from './finding.ts'
import type { ChainView } from './read.ts'
import { usageReply } from './replies.ts'
import type { Falsehood } from './rules.ts'

/** @throws when the node does not answer */
export type AskNode = (twinId: number, question: { agreement: string; deployment: string }) => Promise<unknown>

/**
 * Asks the node of a leaf what it was used for: what it has signed, or put on the chain, can be shown to anybody. What it has not is
 * as if it had said nothing, and is held against nobody.
 */
export async function checkUsage(
  view: ChainView,
  { farmId, period }: { readonly farmId: number; readonly period: number },
  billed: LeafProof,
  ask: AskNode,
): Promise<Finding | undefined> {
  const { agreement, deployment, node: nodeId } = billed.leaf
  const node = await view.node(nodeId)
  // The chain hears only the farm's own nodes.
  if (node?.farmId !== farmId) return { kind: 'doubt', doubt: `node ${nodeId} is not of the farm any more` }
  const { twinId } = node
  const question = { agreement: String(agreement), deployment: String(deployment) }
  const reply = usageReply.safeParse(await ask(twinId, question).catch(() => undefined))
  if (!reply.success) return nodeIsSilent(twinId)
  const { used, signature, path } = reply.data
  const statement = { genesis: await view.genesis(), node: nodeId, period, agreement, deployment, used }
  const account = await view.accountOfTwin(twinId)
  if (signature !== undefined && account !== undefined && isSignedBy(statementBytes(statement), signature, account))
    return exceeds(billed.leaf.used, used) ? denied({ kind: 'usage', billed, used, signature }) : undefined
  const root = path && rootFrom(statementNode(statement), path)?.hash
  if (root === undefined || root !== (await view.provenRoot(nodeId, period))) return nodeIsSilent(twinId)
  return exceeds(billed.leaf.used, used) ? denied({ kind: 'proven', billed, used, path: path! }) : undefined
}

const nodeIsSilent = (twinId: number): Finding => ({ kind: 'silence', silence: { twinId, question: 'usage.get' } })

const denied = (evidence: Falsehood['evidence']): Finding => ({
  kind: 'falsehood',
  falsehood: { reason: 'more-than-its-node-says', evidence },
})
