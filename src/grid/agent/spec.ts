import { nodeAgent } from '../../../machines/coordinators/node-agent.ts'
import { nodeDeployment } from '../../../machines/duties/node-deployment.ts'
import { wakeCall } from '../../../machines/duties/wake-call.ts'
import { BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { SubmitTransaction } from '../../chain/transactions/events.ts'
import { defineUnit, StopRequested } from '../../kernel/index.ts'
import {
  ContractGracePeriodEnded,
  ContractGracePeriodStarted,
  NodeContractCanceled,
  PowerTargetChanged,
} from '../chain-facts.ts'
import { DescribeHolds, ReleaseHold } from '../negotiation/holds/events.ts'
import { TwinAccount } from '../twins/events.ts'
import { WAKE_CALLS } from '../wake/duty-handlers.ts'
import { type AgentConfig, agentConfig } from './config.ts'
import { NodeAsleep, NodeServing, NodeWoken } from './events.ts'
import { handlers } from './handlers.ts'
import { type AgentPorts, DEPLOYMENTS } from './ports.ts'

/** One node of a farm: says that it is up, goes down and comes up as it is told, runs deployments and counts what they use. */
export const agentUnit = defineUnit<AgentConfig, AgentPorts>({
  name: 'node-agent',
  machine: nodeAgent,
  duties: { [WAKE_CALLS]: { machine: wakeCall }, [DEPLOYMENTS]: { machine: nodeDeployment } },
  consumes: [
    BlockFinalized,
    PowerTargetChanged,
    NodeContractCanceled,
    ContractGracePeriodStarted,
    ContractGracePeriodEnded,
    StopRequested,
  ],
  emits: [ResyncNeeded, ResyncDone, NodeServing, NodeAsleep, NodeWoken],
  asks: [SubmitTransaction, TwinAccount, DescribeHolds, ReleaseHold, ...READS],
  category: 'submit',
  mailbox: { bound: 10_000 },
  config: agentConfig,
  handlers,
})
