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
  const [rawHeader, rawProof] = await Promise.all([
    session.request('chain_getHeader', [blockHash]),
    session.request('state_getReadProof', [[key], blockHash]),
  ])
  const bad = (reason: string) =>
    new ChainError(
      { code: 'bad-proof', endpoint: session.endpoint, key, reason },
      `${session.endpoint} does not prove what it says about ${key}: ${reason}`,
    )
  const header = blockHeader.safeParse(rawHeader)
  if (!header.success || headerHash(header.data) !== blockHash) throw bad('the header is not that of the block')
  const proof = readProof.safeParse(rawProof)
  if (!proof.success) throw bad('it is no proof')
  try {
    return provenValue(header.data.stateRoot, key, proof.data.proof)
  } catch (error) {
    if (error instanceof MalformedProof) throw bad(error.message)
    throw error
  }
}
