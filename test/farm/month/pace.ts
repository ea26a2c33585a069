import type { ActorSettings } from '../../../src/node/compose.ts'

const HOUR = 3_600_000

/** For a chain that makes a block when there is something for it: that none comes for an hour is no sign of anything. */
export const IN_SLOTS: Readonly<Record<string, ActorSettings>> = {
  'chain-follower': { config: { stallAfter: 2 * HOUR } },
}
