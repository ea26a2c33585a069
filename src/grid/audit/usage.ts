import type { LeafProof } from '../evidence/evidence.ts'
import { rootFrom } from '../evidence/merkle-sum.ts'
import { isSignedBy } from '../evidence/signature.ts'
import { statementBytes, statementNode } from '../evidence/statement.ts'
import { exceeds } from '../evidence/used.ts'
import type { ChainView } from './read.ts'
import { usageReply } from './replies.ts'
import type { Falsehood } from './rules.ts'

/** What a node says about a leaf. `silent`: nothing that can be held against anybody. */
export type UsageFinding =
  | { readonly kind: 'agrees' }
  | { readonly kind: 'denies'; readonly falsehood: Falsehood }
  | { readonly kind: 'silent'; readonly twinId: number }
  | { readonly kind: 'doubt'; readonly doubt: string }

/** @throws when the node does not answer */
export type AskNode = (twinId: number, question: { agreement: string; deployment: string }) => Promise<unknown>

/** Asks the node of a leaf what it was used for: what it has signed, or put on the chain, can be shown to anybody. */
export async function checkUsage(
  view: ChainView,
  { farmId, period }: { readonly farmId: number; readonly period: number },
  billed: LeafProof,
  ask: AskNode,
): Promise<UsageFinding> {
  const { agreement, deployment, node: nodeId } = billed.leaf
  const node = await view.node(nodeId)
  // The chain hears only the farm's own nodes.
  if (node?.farmId !== farmId) return { kind: 'doubt', doubt: `node ${nodeId} is not of the farm any more` }
  const { twinId } = node
  const question = { agreement: String(agreement), deployment: String(deployment) }
  const reply = usageReply.safeParse(await ask(twinId, question).catch(() => undefined))
  if (!reply.success) return { kind: 'silent', twinId }
  const { used, signature, path } = reply.data
  const statement = { genesis: await view.genesis(), node: nodeId, period, agreement, deployment, used }
  const account = await view.accountOfTwin(twinId)
  if (signature !== undefined && account !== undefined && isSignedBy(statementBytes(statement), signature, account))
    return exceeds(billed.leaf.used, used) ? denied({ kind: 'usage', billed, used, signature }) : { kind: 'agrees' }
  const root = path && rootFrom(statementNode(statement), path)?.hash
  if (root === undefined || root !== (await view.provenRoot(nodeId, period))) return { kind: 'silent', twinId }
  return exceeds(billed.leaf.used, used) ? denied({ kind: 'proven', billed, used, path: path! }) : { kind: 'agrees' }
}

const denied = (evidence: Falsehood['evidence']): UsageFinding => ({
  kind: 'denies',
  falsehood: { reason: 'more-than-its-node-says', evidence },
})
