import { checkpoint } from '../../../machines/coordinators/checkpoint.ts'
import { checkpointMiss } from '../../../machines/duties/checkpoint-miss.ts'
import { checkpointWindow } from '../../../machines/duties/checkpoint-window.ts'
import { DutyChanged } from '../../chain/duties/events.ts'
import { BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { SubmitTransaction } from '../../chain/transactions/events.ts'
import { defineUnit, type SnapshotStore } from '../../kernel/index.ts'
import {
  AgreementEnded,
  AgreementExpiredClaimed,
  BucketCheckpointed,
  BucketDeleted,
  CheckpointConfigUpdated,
  CheckpointMissPenalized,
  PrimaryAgreementEndedEarly,
  PrimaryProviderRemoved,
  ProviderAddedToBucket,
  ProviderCheckpointSubmitted,
  SlashedProviderRemoved,
} from '../chain-facts.ts'
import type { StoragePorts } from '../ports.ts'
import { type CheckpointConfig, checkpointConfig } from './config.ts'
import { createAllowance } from './cosign/allowance.ts'
import { createWords } from './cosign/words.ts'
import { CheckpointEnded, CosignCheckpoint, TriggerCheckpoint } from './events.ts'
import { createGate } from './gate.ts'
import { handlers } from './handlers.ts'
import { createMemory } from './memory.ts'
import { type CheckpointPorts, FAMILY, MISSES } from './ports.ts'

/** `saved`: where the words are kept that this provider has given; what it has in mind else begins empty. */
export const checkpointPorts = (ports: StoragePorts, saved: SnapshotStore): CheckpointPorts => ({
  ...ports,
  words: createWords(saved),
  memory: createMemory(),
  allowance: createAllowance(),
  gate: createGate(),
})

/**
 * Has every bucket that this provider is a primary of checkpointed in each of its windows, and co-signs what others propose. Also
 * where nothing is new since the last checkpoint: the chain penalizes the leader of a window without one, and rewards it. Where
 * nothing is stored there is nothing to be signed, and the window is let go.
 */
export const checkpointUnit = defineUnit<CheckpointConfig, CheckpointPorts>({
  name: 'checkpoint',
  machine: checkpoint,
  duties: { [FAMILY]: { machine: checkpointWindow }, [MISSES]: { machine: checkpointMiss } },
  consumes: [
    BlockFinalized,
    ProviderAddedToBucket,
    PrimaryProviderRemoved,
    SlashedProviderRemoved,
    AgreementEnded,
    AgreementExpiredClaimed,
    PrimaryAgreementEndedEarly,
    BucketDeleted,
    BucketCheckpointed,
    ProviderCheckpointSubmitted,
    CheckpointConfigUpdated,
    CheckpointMissPenalized,
  ],
  emits: [CheckpointEnded, DutyChanged, ResyncNeeded, ResyncDone],
  asks: [SubmitTransaction, ...READS],
  owns: [CosignCheckpoint, TriggerCheckpoint],
  category: 'submit',
  mailbox: { bound: 10_000 },
  // Windows of many buckets begin in one block.
  rate: 'unlimited',
  shutdown: '20s',
  config: checkpointConfig,
  handlers,
})
