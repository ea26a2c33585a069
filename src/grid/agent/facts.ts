import type { BlockFinalized } from '../../chain/follower/events.ts'
import type { FactEvent, StopRequested } from '../../kernel/index.ts'
import type {
  ContractGracePeriodEnded,
  ContractGracePeriodStarted,
  NodeContractCanceled,
  PowerTargetChanged,
} from '../chain-facts.ts'

/** What a node hears of the chain and of its own process. */
export type NodeFact =
  | FactEvent<typeof BlockFinalized>
  | FactEvent<typeof PowerTargetChanged>
  | FactEvent<typeof NodeContractCanceled>
  | FactEvent<typeof ContractGracePeriodStarted>
  | FactEvent<typeof ContractGracePeriodEnded>
  | FactEvent<typeof StopRequested>
