import { proof } from '../../../machines/coordinators/proof.ts'
import { usageRound } from '../../../machines/duties/usage-round.ts'
import { DutyChanged } from '../../chain/duties/events.ts'
import { BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { defineUnit } from '../../kernel/index.ts'
import { ContractCreated, ContractUpdated, NodeContractCanceled } from '../chain-facts.ts'
import { NodeChanged } from '../farm/events.ts'
import { type ProofConfig, proofConfig } from './config.ts'
import { GatherUsage, NoteDeployment, PeriodProven, UsageDisputed, UsageMissing, UsageProven } from './events.ts'
import { handlers } from './handlers.ts'
import { FAMILY, type ProofPorts } from './ports.ts'

/** What ran on the nodes of a farm, period after period, as each has signed it. */
export const proofUnit = defineUnit<ProofConfig, ProofPorts>({
  name: 'proof',
  machine: proof,
  duties: { [FAMILY]: { machine: usageRound } },
  consumes: [BlockFinalized, NodeChanged, ContractCreated, ContractUpdated, NodeContractCanceled],
  emits: [DutyChanged, UsageProven, PeriodProven, UsageMissing, UsageDisputed, ResyncNeeded, ResyncDone],
  asks: READS,
  owns: [GatherUsage, NoteDeployment],
  category: 'advise',
  mailbox: { bound: 100_000 },
  // All nodes are asked at the end of a period.
  rate: 'unlimited',
  shutdown: '20s',
  config: proofConfig,
  handlers,
})
