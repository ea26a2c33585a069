import type { ActorContext } from '../../kernel/index.ts'
import type { ChallengeConfig } from './config.ts'
import { type ChallengePorts, FAMILY } from './ports.ts'

export type Ctx = ActorContext<ChallengeConfig, ChallengePorts>

/** Gives turns to those that are next, as many as may be at work. */
export function admit(ctx: Ctx): void {
  const { board, turns } = ctx.ports
  const { proofs, atWork } = ctx.config
  const family = ctx.duties(FAMILY)
  while (board.layout !== null && turns.building < proofs && turns.atWork < atWork) {
    const entry = turns.take(board.layout)
    if (entry === undefined) return
    if (!family.tell(entry.key, { type: 'challenge.Turn', payload: null })) turns.rest(entry)
  }
}
