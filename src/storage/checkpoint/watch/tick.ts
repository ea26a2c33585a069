import type { BlockRef } from '../../../chain/decoder/chain-fact.ts'
import { type Ctx, FAMILY, MISSES } from '../ports.ts'
import { turnOver } from './plan.ts'

/** One more block is final: windows begin and end by it, and turns come. What is not due in it costs nothing. */
export function tick(ctx: Ctx, { number, hash }: BlockRef): void {
  const { memory } = ctx.ports
  memory.head = { number, hash }
  for (const bucketId of memory.windows.due(number)) turnOver(ctx, bucketId, { number, hash })
  for (const key of memory.turns.due(number)) comeTurn(ctx, key)
}

/** The report of a miss has the key of the window, which has ended by then. */
function comeTurn(ctx: Ctx, key: string): void {
  const turn = { type: 'checkpoint.TurnCame', payload: null } as const
  if (!ctx.duties(FAMILY).tell(key, turn)) ctx.duties(MISSES).tell(key, turn)
}
