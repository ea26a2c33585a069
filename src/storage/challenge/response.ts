import type { Call } from '../../chain/transactions/events.ts'
import type { ChunkProof, Commitment, DeletionReceipt, MmrProof } from '../store/types.ts'
import type { OpenChallenge } from './open-challenge.ts'

/** A chunk with the way up from it to the challenged root. */
export interface HeldProof {
  readonly kind: 'proof'
  readonly commitment: Commitment
  readonly mmrProof: MmrProof
  readonly chunkProof: ChunkProof
}

/** What is answered to a challenge. */
export type ChallengeResponse =
  | HeldProof
  | { readonly kind: 'stand-in'; readonly shown: HeldProof }
  | { readonly kind: 'deleted'; readonly receipt: DeletionReceipt }
  | { readonly kind: 'superseded' }

const hexOf = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString('hex')}`

/** The call that gives this answer to the challenge of that place. */
export const respondCall = (
  { deadline, index }: Pick<OpenChallenge, 'deadline' | 'index'>,
  response: ChallengeResponse,
): Call => ({
  pallet: 'StorageProvider',
  name: 'respond_to_challenge',
  args: [{ deadline, index }, argumentOf(response)],
})

function argumentOf(response: ChallengeResponse): unknown {
  if (response.kind === 'superseded') return { Superseded: null }
  if (response.kind === 'deleted') {
    const { commitment, admin, signature } = response.receipt
    return {
      Deleted: {
        newMmrRoot: commitment.mmrRoot,
        newStartSeq: commitment.startSeq,
        admin,
        adminSignature: signature,
      },
    }
  }
  const { mmrProof, chunkProof } = response.kind === 'stand-in' ? response.shown : response
  return { Proof: { chunkData: hexOf(chunkProof.chunk), mmrProof, chunkProof: chunkProof.proof } }
}
