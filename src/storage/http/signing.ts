import { messageOf } from '../../kernel/index.ts'
import { commitmentPayload } from '../commitment/payloads.ts'
import type { Commitment } from '../store/types.ts'
import type { Api } from './api.ts'
import { HttpError } from './errors.ts'

/** A commitment as it is written. */
export const written = ({ mmrRoot, startSeq, leafCount }: Commitment) => ({
  mmr_root: mmrRoot,
  start_seq: startSeq,
  leaf_count: leafCount,
})

/** What is signed away from the chain: it is challenged there with a count of 0. */
export const uncounted = (commitment: Commitment): Commitment => ({ ...commitment, leafCount: 0n })

/**
 * The provider's signature under a commitment, as it is given.
 *
 * @param done what stands although it cannot be signed @throws HttpError `signing_unavailable`
 */
export async function sign(
  { attestor, log }: Api,
  bucketId: bigint,
  commitment: Commitment,
  done: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  try {
    return (await attestor.attest(commitmentPayload(bucketId, commitment))).raw
  } catch (error) {
    log.warn({ bucket: String(bucketId), error: messageOf(error) }, 'a commitment was not signed')
    throw new HttpError('signing_unavailable', { message: 'the provider cannot sign now', ...done })
  }
}
