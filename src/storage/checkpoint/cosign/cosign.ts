import { messageOf, type PayloadOf, Refused, type ResultOf } from '../../../kernel/index.ts'
import { proposalPayload } from '../../commitment/payloads.ts'
import type { CosignCheckpoint } from '../events.ts'
import type { TaskCtx } from '../ports.ts'
import type { BucketTerms } from '../read.ts'
import { windowAt } from '../windows.ts'
import { objectionTo } from './standing.ts'
import { isSame } from './words.ts'

type Proposal = PayloadOf<typeof CosignCheckpoint>

/**
 * Signs another primary's proposal, if it is what this provider would propose itself. The asker is not known: whoever can reach the
 * API may ask, so nothing is signed that would not be right whoever submits it.
 *
 * @throws Refused
 */
export async function cosign(proposal: Proposal, ctx: TaskCtx): Promise<ResultOf<typeof CosignCheckpoint>> {
  const { store, words, allowance } = ctx.ports
  const { bucketId, window, mmrRoot, startSeq, leafCount } = proposal
  const terms = termsFor(proposal, ctx)
  if (!allowance.take(bucketId, ctx.now(), ctx.config.cosign)) throw new Refused('too-often', { retryable: true })
  const live = await store.bucket(bucketId)
  if (live === null || live.leafCount === 0n) throw new Refused('no-data')
  const commitment = { mmrRoot, startSeq, leafCount }
  const objection = await objectionTo(store, terms, commitment, live)
  if (objection !== undefined) {
    ctx.log.info({ bucket: String(bucketId), window: String(window), objection }, 'a checkpoint is not co-signed')
    return { agreed: false, signature: null, localMmrRoot: (words.of(bucketId, window) ?? live).mmrRoot }
  }
  const word = words.give(bucketId, window, commitment)
  if (!isSame(word, commitment)) return { agreed: false, signature: null, localMmrRoot: word.mmrRoot }
  return { agreed: true, signature: await signatureUnder(proposal, ctx), localMmrRoot: live.mmrRoot }
}

/** What the chain asks for of this bucket, if it takes a checkpoint of this window from its primaries now. @throws Refused */
function termsFor({ bucketId, window }: Proposal, { ports: { memory } }: TaskCtx): BucketTerms {
  const { head } = memory
  if (!memory.synced || head === null) throw new Refused('unavailable', { retryable: true })
  const tracked = memory.buckets.get(bucketId)
  if (tracked === undefined) throw new Refused('not-primary')
  const { config, lastWindow } = tracked.terms
  if (!config.enabled) throw new Refused('disabled')
  // Who asks may have seen the next block already.
  if (window !== windowAt(head.number, config) && window !== windowAt(head.number + 1, config))
    throw new Refused('wrong-window', { detail: `the present window is ${windowAt(head.number, config)}` })
  if (lastWindow !== null && window <= lastWindow)
    throw new Refused('wrong-window', { detail: `window ${lastWindow} is checkpointed already` })
  return tracked.terms
}

async function signatureUnder({ bucketId, window, ...commitment }: Proposal, ctx: TaskCtx): Promise<string> {
  try {
    const statement = proposalPayload(bucketId, commitment, window)
    return (await ctx.ports.attestor.attest(statement, { signal: ctx.signal })).raw
  } catch (error) {
    throw new Refused('unavailable', { detail: messageOf(error), retryable: true })
  }
}
