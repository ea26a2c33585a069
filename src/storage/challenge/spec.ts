import { challenge } from '../../../machines/coordinators/challenge.ts'
import { challengeResponse } from '../../../machines/duties/challenge-response.ts'
import { DutyChanged } from '../../chain/duties/events.ts'
import { BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { SubmitTransaction } from '../../chain/transactions/events.ts'
import { defineUnit } from '../../kernel/index.ts'
import { ChallengeCreated, ChallengeDefended, ChallengeSlashed } from '../chain-facts.ts'
import { type ChallengeConfig, challengeConfig } from './config.ts'
import { ChallengeEnded, ChallengeUndefended, CountChallenges } from './events.ts'
import { handlers } from './handlers.ts'
import { type ChallengePorts, FAMILY } from './ports.ts'

/** Answers challenges of this provider. */
export const challengeUnit = defineUnit<ChallengeConfig, ChallengePorts>({
  name: 'challenge',
  machine: challenge,
  duties: { [FAMILY]: { machine: challengeResponse } },
  consumes: [BlockFinalized, ChallengeCreated, ChallengeDefended, ChallengeSlashed],
  emits: [ChallengeUndefended, ChallengeEnded, DutyChanged, ResyncNeeded, ResyncDone],
  asks: [SubmitTransaction, ...READS],
  owns: [CountChallenges],
  category: 'submit',
  priority: 'high',
  // A block may bring thousands, and a scan as many duties at once.
  mailbox: { bound: 100_000 },
  rate: { burst: 2_000, parked: 100_000 },
  shutdown: '20s',
  config: challengeConfig,
  handlers,
})
