import type { Random } from '../../kernel/index.ts'
import type { WindowTerm } from './windows.ts'

/** Of what follows the grace, the part at the end in which nobody begins: what is begun there would come too late. */
const KEPT = 4

/**
 * The finalized block at which a primary that is not the leader tries itself, unless somebody has submitted before. What is
 * left of the window after the grace is divided among those behind the leader, in their order, and each draws a block of its
 * part: two that submit for the same window pay for one of them in vain. Null when nothing is left.
 *
 * @param now the last finalized block
 */
export function fallbackBlock(
  { graceEnd, end, primaries, behind }: Pick<WindowTerm, 'graceEnd' | 'end' | 'primaries' | 'behind'>,
  now: number,
  random: Random,
): number | null {
  const past = Math.max(graceEnd, now)
  const blocks = end - past
  if (blocks <= 0) return null
  const usable = Math.max(1, blocks - Math.ceil(blocks / KEPT))
  const part = usable / Math.max(1, primaries - 1)
  // The leader too looks again then, if it had nothing to propose before.
  const before = Math.max(0, behind - 1)
  return past + 1 + Math.min(usable - 1, Math.floor(part * (before + random())))
}
