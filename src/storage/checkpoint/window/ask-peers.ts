import { messageOf } from '../../../kernel/index.ts'
import { proposalPayload } from '../../commitment/payloads.ts'
import { PeerError } from '../../peers/errors.ts'
import type { Commitment } from '../../store/types.ts'
import type { ProviderContact } from '../../types.ts'
import type { TaskCtx } from '../ports.ts'
import { verifiedMulti } from '../registered.ts'
import { cosigned, LONGEST_ANSWER, proposalBody, SIGN_PATH } from '../wire.ts'

export interface Proposal {
  readonly bucketId: bigint
  readonly window: bigint
  readonly commitment: Commitment
}

/** What a peer said to a proposal. */
export type PeerAnswer =
  /** `signature`: hex, SCALE `MultiSignature`; it holds. */
  | { readonly answer: 'signed'; readonly signature: string }
  /** It would sign another root, or says none. */
  | { readonly answer: 'other'; readonly root: string | null }
  /** Nothing that could be used. */
  | { readonly answer: 'none'; readonly reason: string }

export interface Peer {
  readonly account: string
  /** As registered; null for who is registered no more. */
  readonly contact: ProviderContact | null
}

/** Asks all of these for their signatures, at the same time. Each has the same time to answer; who does not counts for nothing. */
export async function askPeers(
  ctx: TaskCtx,
  peers: readonly Peer[],
  proposal: Proposal,
): Promise<Map<string, PeerAnswer>> {
  const late = new AbortController()
  const end = () => late.abort()
  if (peers.length > 0) void ctx.sleep(ctx.config.peerDeadline).then(end, end)
  const answers = await Promise.all(peers.map((peer) => askPeer(ctx, peer, proposal, late.signal)))
  return new Map(peers.map(({ account }, index) => [account, answers[index]!]))
}

async function askPeer(
  ctx: TaskCtx,
  { account, contact }: Peer,
  { bucketId, window, commitment }: Proposal,
  signal: AbortSignal,
): Promise<PeerAnswer> {
  if (contact === null) return { answer: 'none', reason: 'it is not registered' }
  try {
    const { agreed, signature, local_mmr_root } = await ctx.ports.peers.ask({
      peer: contact.multiaddr,
      path: SIGN_PATH,
      body: proposalBody(bucketId, commitment, window),
      to: { provider: account, bucketId, now: ctx.now() },
      answer: cosigned,
      maxBytes: LONGEST_ANSWER,
      signal,
    })
    if (!agreed) return { answer: 'other', root: local_mmr_root ?? null }
    const statement = proposalPayload(bucketId, commitment, window)
    const multi = verifiedMulti(statement, signature ?? '', contact.publicKey)
    if (multi !== undefined) return { answer: 'signed', signature: multi }
    return { answer: 'none', reason: 'what it signed with is not the key that it has registered' }
  } catch (error) {
    // The message of a PeerError begins with the peer's address, which tells the operator whom to call.
    return { answer: 'none', reason: error instanceof PeerError ? `${error.code}: ${error.message}` : messageOf(error) }
  }
}
