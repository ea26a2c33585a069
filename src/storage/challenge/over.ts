import { admit, type Ctx } from './admit.ts'
import type { Entry } from './board.ts'
import { endingsOf } from './endings.ts'
import type { ChallengeOutcome } from './events.ts'
import { FAMILY } from './ports.ts'

interface Over {
  readonly outcome: ChallengeOutcome
  readonly blocksTaken: number | null
}

/** Tells a duty how its challenge has ended; nothing more is kept of it here. */
export function over(ctx: Ctx, entry: Entry, payload: Over): void {
  const { board, turns } = ctx.ports
  turns.rest(entry)
  board.remove(entry.key)
  ctx.duties(FAMILY).tell(entry.key, { type: 'challenge.Over', payload })
}

/**
 * Ends the duties whose challenges were gone before this block: by now all events are known that say how. Those past their
 * deadline are looked at.
 */
export function tick(ctx: Ctx, number: number): void {
  const { board } = ctx.ports
  const block = number + board.ahead
  board.head = block
  const gone = Map.groupBy(board.vanishedBefore(block), ({ deadline }) => deadline)
  for (const [deadline, entries] of gone) {
    const endings = endingsOf(board.layout ?? 'list', deadline, entries, board.notes(deadline))
    for (const [entry, ending] of endings) over(ctx, entry, ending)
  }
  board.markNow()
  for (const deadline of board.over(block))
    for (const { index } of board.ofDeadline(deadline)) board.mark(deadline, index)
  if (gone.size > 0) admit(ctx)
}
