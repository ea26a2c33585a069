import { ForeignData } from '../../follower/events.ts'
import { JournalError } from '../journal/journal.ts'
import type { Ctx, LaneStep } from './context.ts'

export const isForeign = ({ event }: LaneStep<{ error?: unknown }>): boolean => event.error instanceof JournalError

export function reportForeign({ event }: LaneStep<{ error?: unknown }>, ctx: Ctx): void {
  const { found, expected, message: reason } = event.error as JournalError
  ctx.log.error({ reason }, 'nothing will be signed')
  ctx.emit(ForeignData, { kept: found.genesis, found: expected.genesis, reason })
}
