import type { Signature, SignatureType } from '../../chain/signing/signer.ts'
import type { Call } from '../../chain/transactions/events.ts'
import type { Evidence, LeafProof, Step } from './types.ts'

const VARIANTS: Readonly<Record<SignatureType, string>> = { ed25519: 'Ed25519', sr25519: 'Sr25519', ecdsa: 'Ecdsa' }

const signatureArg = ({ type, value }: Signature) => ({ [VARIANTS[type]]: value })
const pathArg = (path: readonly Step[]) => path.map((step) => ({ ...step }))
const proofArg = ({ leaf, path }: LeafProof) => ({ leaf: { ...leaf, used: { ...leaf.used } }, path: pathArg(path) })

function evidenceArg(evidence: Evidence): Readonly<Record<string, unknown>> {
  if (evidence.kind === 'leaves') return { Leaves: evidence.proofs.map(proofArg) }
  if (evidence.kind === 'equivocation') {
    const { root, total, signature } = evidence
    return { Equivocation: { root, total, signature: signatureArg(signature) } }
  }
  const billed = proofArg(evidence.billed)
  const used = { ...evidence.used }
  if (evidence.kind === 'usage') return { Usage: { billed, used, signature: signatureArg(evidence.signature) } }
  return { Proven: { billed, used, path: pathArg(evidence.path) } }
}

/** Shows the chain that the bill of a farm for a period is false. */
export const disputeCall = (farmId: number, period: number, evidence: Evidence): Call => ({
  pallet: 'GridAgreements',
  name: 'dispute',
  args: [farmId, period, evidenceArg(evidence)],
})
