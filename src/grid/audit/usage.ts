import { verifySignature } from '../../chain/signing/signature.ts'
import type { Evidence, LeafProof } from '../evidence/evidence.ts'
import type { UsageReply } from '../evidence/replies.ts'
import { statementBytes, type UsageStatement } from '../evidence/statement.ts'
import { usageTree } from '../evidence/trees.ts'
import { exceeds } from '../evidence/used.ts'
import type { Finding } from './finding.ts'
import type { ChainView } from './read.ts'

/** What a node says that ran on it in the period of the bill; none where it says nothing. */
export type AskNode = (twinId: number) => Promise<UsageReply['statements'] | undefined>

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
  const { agreement, deployment, node: id, used } = billed.leaf
  const node = await view.node(id)
  // The chain hears only the farm's own nodes.
  if (node?.farmId !== farmId) return { kind: 'doubt', doubt: `node ${id} is not of the farm any more` }
  const statements = await ask(node.twinId)
  if (statements === undefined) return silent(node.twinId)
  const place = statements.findIndex((each) => each.agreement === agreement && each.deployment === deployment)
  const said = statements[place]
  if (said === undefined) return { kind: 'doubt', doubt: `node ${id} knows nothing of ${agreement}/${deployment}` }
  const genesis = await view.genesis()
  const of = (each: UsageReply['statements'][number]) => ({ ...each, genesis, node: id, period })
  const account = await view.accountOfTwin(node.twinId)
  const evidence =
    signedEvidence(billed, of(said), said.signature, account) ??
    provenEvidence(billed, statements.map(of), place, await view.provenRoot(id, period))
  if (evidence === undefined) return silent(node.twinId)
  if (!exceeds(used, said.used)) return undefined
  return { kind: 'falsehood', falsehood: { reason: 'more-than-its-node-says', evidence } }
}

const silent = (twinId: number): Finding => ({ kind: 'silence', silence: { twinId, question: 'usage.get' } })

function signedEvidence(
  billed: LeafProof,
  statement: UsageStatement,
  signature: UsageReply['statements'][number]['signature'],
  account: string | undefined,
): Evidence | undefined {
  if (signature === undefined || account === undefined) return undefined
  if (!verifySignature(statementBytes(statement), signature, account)) return undefined
  return { kind: 'usage', billed, used: statement.used, signature }
}

/** All that a node says makes the root that it has put on the chain. */
function provenEvidence(
  billed: LeafProof,
  statements: readonly UsageStatement[],
  place: number,
  provenRoot: string | undefined,
): Evidence | undefined {
  if (provenRoot === undefined) return undefined
  const { root, pathOf } = usageTree(statements)
  if (root.hash !== provenRoot) return undefined
  return { kind: 'proven', billed, used: statements[place]!.used, path: pathOf(place) }
}
