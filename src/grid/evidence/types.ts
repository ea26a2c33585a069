import type { Signature } from '../../chain/signing/signer.ts'

/** Core-seconds; byte-seconds of memory, fast and slow disk; address-seconds; bytes of traffic. */
export interface Used {
  readonly cru: bigint
  readonly mru: bigint
  readonly sru: bigint
  readonly hru: bigint
  readonly ipv4: bigint
  readonly nru: bigint
}

export const USED_KINDS = ['cru', 'mru', 'sru', 'hru', 'ipv4', 'nru'] as const

/** What a bill has of one deployment on one node in its period. Amounts in the smallest unit of money. */
export interface Leaf {
  readonly agreement: bigint
  readonly deployment: bigint
  readonly node: number
  readonly used: Used
  readonly amount: bigint
}

/** A sibling on the way from a leaf to its root. `sibling`: hash, hex. */
export interface Step {
  readonly sibling: string
  readonly sum: bigint
  readonly isLeft: boolean
}

export interface LeafProof {
  readonly leaf: Leaf
  readonly path: readonly Step[]
}

/** Why a bill is false, as the chain takes it. */
export type Evidence =
  | { readonly kind: 'leaves'; readonly proofs: readonly LeafProof[] }
  | { readonly kind: 'usage'; readonly billed: LeafProof; readonly used: Used; readonly signature: Signature }
  | { readonly kind: 'proven'; readonly billed: LeafProof; readonly used: Used; readonly path: readonly Step[] }
  | { readonly kind: 'equivocation'; readonly root: string; readonly total: bigint; readonly signature: Signature }
