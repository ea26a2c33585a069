import type { CheckpointWindowInput } from '../../../../machines/duties/checkpoint-window.ts'
import type { BlockRef } from '../../../chain/decoder/chain-fact.ts'
import { type Ctx, FAMILY, keyOf } from '../ports.ts'
import type { BucketTerms } from '../read.ts'
import { isSameTerm, termOf, type WindowTerm } from '../windows.ts'

type Acting = Pick<Ctx, 'duties' | 'config' | 'ports'>

/** Goes by what was read of a bucket from now on: its duty, and when its next window begins. */
export function replan(ctx: Acting, bucketId: bigint, terms: BucketTerms | null): void {
  const { memory, words } = ctx.ports
  if (terms?.lastWindow != null) words.forget(bucketId, terms.lastWindow)
  if (terms === null) forget(ctx, bucketId, 'the bucket is gone')
  else if (!terms.primaryProviders.includes(ctx.config.provider)) forget(ctx, bucketId, 'no primary of the bucket')
  else follow(ctx, terms, memory.head!.number)
}

/** Nothing of this bucket is ours to checkpoint any more. */
export function forget(ctx: Acting, bucketId: bigint, reason: string): void {
  const { memory } = ctx.ports
  const term = memory.buckets.get(bucketId)?.term
  memory.buckets.delete(bucketId)
  memory.windows.delete(bucketId)
  if (term != null) drop(ctx, bucketId, term, reason)
}

function follow(ctx: Acting, terms: BucketTerms, block: number): void {
  const { bucketId, lastWindow } = terms
  const before = ctx.ports.memory.buckets.get(bucketId)?.term ?? null
  const term = begin(ctx, terms, block)
  if (before !== null && term?.window !== before.window)
    drop(ctx, bucketId, before, term === null ? 'checkpoints are disabled' : 'the windows are others now')
  if (term === null) return
  const tell = (event: { type: string; payload: unknown }) =>
    ctx.duties(FAMILY).tell(keyOf(bucketId, term.window), event)
  if (lastWindow !== null && lastWindow >= term.window)
    tell({ type: 'checkpoint.Landed', payload: { by: null, block: null } })
  else if (!open(ctx, terms, term) && before !== null && !isSameTerm(before, term))
    tell({ type: 'checkpoint.Rescheduled', payload: { term } })
}

/** Notes the window that a block is in, and when the next one begins; none where checkpoints are disabled. */
function begin(
  { ports: { memory }, config: { provider } }: Acting,
  terms: BucketTerms,
  block: number,
): WindowTerm | null {
  const { bucketId, primaryProviders: primaries, config } = terms
  const term = config.enabled ? (termOf({ bucketId, primaries, provider }, block, config) ?? null) : null
  memory.buckets.set(bucketId, { terms, term })
  if (term === null) memory.windows.delete(bucketId)
  else memory.windows.set(bucketId, term.end + 1)
  return term
}

/** The window of a bucket is over; the next one has begun. */
export function turnOver(ctx: Acting, bucketId: bigint, block: BlockRef): void {
  const { terms, term: before } = ctx.ports.memory.buckets.get(bucketId)!
  ctx.duties(FAMILY).tell(keyOf(bucketId, before!.window), { type: 'checkpoint.WindowOver', payload: block })
  const term = begin(ctx, terms, block.number)
  if (term !== null) open(ctx, terms, term)
}

/** Opens the duty of a window, unless there is one or the chain has its checkpoint. */
export function open(ctx: Acting, { bucketId, lastWindow }: BucketTerms, term: WindowTerm, hurried = false): boolean {
  if (lastWindow !== null && lastWindow >= term.window) return false
  const input: CheckpointWindowInput = { bucketId, term, hurried }
  return ctx.duties(FAMILY).open(keyOf(bucketId, term.window), input)
}

const drop = (ctx: Acting, bucketId: bigint, { window }: WindowTerm, reason: string) =>
  ctx.duties(FAMILY).tell(keyOf(bucketId, window), { type: 'checkpoint.Dropped', payload: { reason } })
