import { twins } from '../../../machines/coordinators/twins.ts'
import { BlockFinalized, BlockUndecodable, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { defineUnit } from '../../kernel/index.ts'
import { TwinDeleted, TwinStored, TwinUpdated } from '../chain-facts.ts'
import { TwinAccount } from './events.ts'
import { handlers, type TwinsPorts } from './handlers.ts'

/** Knows whose signature counts for which twin. */
export const twinsUnit = defineUnit<Record<string, never>, TwinsPorts>({
  name: 'twins',
  machine: twins,
  consumes: [BlockFinalized, BlockUndecodable, TwinStored, TwinUpdated, TwinDeleted],
  emits: [ResyncNeeded, ResyncDone],
  asks: READS,
  owns: [TwinAccount],
  mailbox: { bound: 10_000 },
  handlers,
})
