import type { BlockRef } from '../../../chain/decoder/chain-fact.ts'
import { type Ctx, FAMILY, keyOf, MISSES } from '../ports.ts'
import { termOf } from '../windows.ts'
import { open, windowOver } from './plan.ts'

/** One more block is final: windows begin and end by it, and turns come. What is not due in it costs nothing. */
export function tick(ctx: Ctx, { number, hash }: BlockRef): void {
  const { memory } = ctx.ports
  memory.head = { number, hash }
  for (const bucketId of memory.windows.due(number)) turnOver(ctx, bucketId, { number, hash })
  for (const key of memory.turns.due(number)) comeTurn(ctx, key)
}

/** The window of a bucket is over; the next one has begun. */
function turnOver(ctx: Ctx, bucketId: bigint, block: BlockRef): void {
  const { memory } = ctx.ports
  const { terms, term: before } = memory.buckets.get(bucketId)!
  ctx.duties(FAMILY).tell(keyOf(bucketId, before.window), windowOver(block))
  const { primaryProviders: primaries, config } = terms
  const term = termOf({ bucketId, primaries, provider: ctx.config.provider }, block.number, config)!
  memory.buckets.set(bucketId, { terms, term })
  memory.windows.set(bucketId, term.end + 1)
  open(ctx, { terms, term })
}

/** The report of a miss has the key of the window, which has ended by then. */
function comeTurn(ctx: Ctx, key: string): void {
  const turn = { type: 'checkpoint.TurnCame', payload: null } as const
  if (!ctx.duties(FAMILY).tell(key, turn)) ctx.duties(MISSES).tell(key, turn)
}
