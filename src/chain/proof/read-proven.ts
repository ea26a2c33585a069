import { z } from 'zod'
import type { Session } from '../connection/session.ts'
import { ChainError } from '../errors.ts'
import { blockHeader, headerHash } from '../runtime/header.ts'
import { MalformedProof } from './malformed.ts'
import { provenValue } from './verify.ts'

const readProof = z.object({ proof: z.array(z.string().regex(/^0x([0-9a-f]{2})*$/)) })

/**
 * A storage value as of a block, proven against the state root in the block's header, whose hash is the block's: an endpoint can
 * keep it back, but not make it up.
 *
 * @returns hex, or null when it is proven that there is none @throws ChainError `bad-proof`
 */
export async function readProven(session: Session, key: string, blockHash: string): Promise<string | null> {
  const [root, proof] = await Promise.all([
    requestRoot(session, key, blockHash),
    requestProof(session, key, [key], blockHash),
  ])
  return proving(session, key, () => provenValue(root, key, proof))
}

/** The root of the state after a block. @param about the key it is wanted for @throws ChainError `bad-proof` */
export async function requestRoot(session: Session, about: string, blockHash: string): Promise<string> {
  const header = blockHeader.safeParse(await session.request('chain_getHeader', [blockHash]))
  if (header.success && headerHash(header.data) === blockHash) return header.data.stateRoot
  throw badProof(session, about, 'the header is not that of the block')
}

/** Nodes of the state's trie on the way to these keys. @throws ChainError `bad-proof` when they are none */
export async function requestProof(
  session: Session,
  about: string,
  keys: readonly string[],
  blockHash: string,
): Promise<readonly string[]> {
  const proof = readProof.safeParse(await session.request('state_getReadProof', [keys, blockHash]))
  if (proof.success) return proof.data.proof
  throw badProof(session, about, 'it is no proof')
}

/** What is concluded from a proof. @throws ChainError `bad-proof` when nothing can be */
export function proving<Result>(session: Session, about: string, conclude: () => Result): Result {
  try {
    return conclude()
  } catch (error) {
    if (error instanceof MalformedProof) throw badProof(session, about, error.message)
    throw error
  }
}

const badProof = ({ endpoint }: Session, key: string, reason: string) =>
  new ChainError(
    { code: 'bad-proof', endpoint, key, reason },
    `${endpoint} does not prove what it says about ${key}: ${reason}`,
  )
