import { multiSignature } from '../../chain/signing/signature.ts'
import type { Signature } from '../../chain/signing/signer.ts'
import type { Call } from '../../chain/transactions/events.ts'
import type { BillLeaf } from './leaf.ts'
import type { Path } from './merkle-sum.ts'
import type { Used } from './used.ts'

/** A leaf of a bill, and the way up from it. */
export interface LeafProof {
  readonly leaf: BillLeaf
  readonly path: Path
}

/** Why a bill is false, as the chain takes it. */
export type Evidence =
  | { readonly kind: 'leaves'; readonly proofs: readonly LeafProof[] }
  | { readonly kind: 'usage'; readonly billed: LeafProof; readonly used: Used; readonly signature: Signature }
  | { readonly kind: 'proven'; readonly billed: LeafProof; readonly used: Used; readonly path: Path }
  | { readonly kind: 'equivocation'; readonly root: string; readonly total: bigint; readonly signature: Signature }

const pathArg = (path: Path) => path.map((step) => ({ ...step }))
const proofArg = ({ leaf, path }: LeafProof) => ({ leaf: { ...leaf, used: { ...leaf.used } }, path: pathArg(path) })

function argOf(evidence: Evidence): Readonly<Record<string, unknown>> {
  if (evidence.kind === 'leaves') return { Leaves: evidence.proofs.map(proofArg) }
  if (evidence.kind === 'equivocation') {
    const { root, total, signature } = evidence
    return { Equivocation: { root, total, signature: multiSignature(signature) } }
  }
  const billed = proofArg(evidence.billed)
  const used = { ...evidence.used }
  if (evidence.kind === 'usage') return { Usage: { billed, used, signature: multiSignature(evidence.signature) } }
  return { Proven: { billed, used, path: pathArg(evidence.path) } }
}

/** Shows the chain that the bill of a farm for a period is false. */
export const disputeCall = (farmId: number, period: number, evidence: Evidence): Call => ({
  pallet: 'GridAgreements',
  name: 'dispute',
  args: [farmId, period, argOf(evidence)],
})
