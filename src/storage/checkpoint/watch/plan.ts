import type { CheckpointWindowInput } from '../../../../machines/duties/checkpoint-window.ts'
import type { BlockRef } from '../../../chain/decoder/chain-fact.ts'
import type { Tracked } from '../memory.ts'
import { type Ctx, FAMILY, keyOf } from '../ports.ts'
import type { BucketTerms } from '../read.ts'
import { isSameTerm, termOf, type WindowTerm } from '../windows.ts'

/** The event by which a duty is told that its window is over. */
export const windowOver = (block: BlockRef) => ({ type: 'checkpoint.WindowOver', payload: block }) as const

const landed = { type: 'checkpoint.Landed', payload: { by: null, block: null } } as const

type Tell = Pick<Ctx, 'duties' | 'config' | 'ports'>

/** Opens the duty of a bucket's present window, unless the chain has its checkpoint. */
export function open(ctx: Tell, { terms, term }: Tracked, hurried = false): boolean {
  const { bucketId, lastWindow } = terms
  if (lastWindow !== null && lastWindow >= term.window) return false
  const input: CheckpointWindowInput = { bucketId, term, hurried }
  return ctx.duties(FAMILY).open(keyOf(bucketId, term.window), input)
}

/** The bucket as it stands after a block; undefined when there is nothing for this provider to checkpoint. */
function trackedAt(terms: BucketTerms | null, block: number, provider: string): Tracked | undefined {
  if (terms === null || !terms.config.enabled) return undefined
  const { bucketId, primaryProviders: primaries, config } = terms
  const term = termOf({ bucketId, primaries, provider }, block, config)
  return term === undefined ? undefined : { terms, term }
}

/** Goes by what was read of a bucket from now on: its duty, and when its next window begins. */
export function replan(ctx: Ctx, bucketId: bigint, terms: BucketTerms | null): void {
  const { memory, words } = ctx.ports
  const before = memory.buckets.get(bucketId)
  const now = trackedAt(terms, memory.head!.number, ctx.config.provider)
  if (terms?.lastWindow != null) words.forget(bucketId, terms.lastWindow)
  if (now === undefined) {
    forget(ctx, bucketId, terms === null ? 'the bucket is gone' : reasonOf(terms, ctx.config.provider))
    return
  }
  memory.buckets.set(bucketId, now)
  memory.windows.set(bucketId, now.term.end + 1)
  if (before !== undefined && before.term.window !== now.term.window) drop(ctx, bucketId, before.term, 'reconfigured')
  else if (before !== undefined && !isSameTerm(before.term, now.term)) reschedule(ctx, bucketId, now.term)
  const key = keyOf(bucketId, now.term.window)
  if (terms!.lastWindow !== null && terms!.lastWindow >= now.term.window) ctx.duties(FAMILY).tell(key, landed)
  else open(ctx, now)
}

/** Nothing of this bucket is ours to checkpoint any more. */
export function forget(ctx: Ctx, bucketId: bigint, reason: string): void {
  const { memory } = ctx.ports
  const before = memory.buckets.get(bucketId)
  if (before === undefined) return
  memory.buckets.delete(bucketId)
  memory.windows.delete(bucketId)
  drop(ctx, bucketId, before.term, reason)
}

const reasonOf = ({ config }: BucketTerms, provider: string): string =>
  config.enabled ? `${provider} is no primary of the bucket any more` : 'checkpoints are disabled'

const drop = (ctx: Ctx, bucketId: bigint, { window }: WindowTerm, reason: string) =>
  ctx.duties(FAMILY).tell(keyOf(bucketId, window), { type: 'checkpoint.Dropped', payload: { reason } })

const reschedule = (ctx: Ctx, bucketId: bigint, term: WindowTerm) =>
  ctx.duties(FAMILY).tell(keyOf(bucketId, term.window), { type: 'checkpoint.Rescheduled', payload: { term } })
