import { heads } from '../../../machines/derivers/heads.ts'
import { defineUnit } from '../../kernel/index.ts'
import { BlockFinalized, HeadAdvanced } from '../follower/events.ts'
import { HeaderForged, HeadsMoved, Reorganized } from './events.ts'
import { type HeadsPorts, handlers } from './handlers.ts'

/** Follows the best chain for those who want speed more than certainty. */
export const headsUnit = defineUnit<Record<string, never>, HeadsPorts>({
  name: 'heads',
  machine: heads,
  consumes: [HeadAdvanced, BlockFinalized],
  emits: [HeadsMoved, HeaderForged, Reorganized],
  mailbox: { bound: 1_000, policy: { [BlockFinalized.type]: 'coalesce-latest' } },
  rate: 'unlimited',
  handlers,
})
