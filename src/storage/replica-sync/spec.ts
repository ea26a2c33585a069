import { replicaSync } from '../../../machines/coordinators/replica-sync.ts'
import { syncRun } from '../../../machines/duties/sync-run.ts'
import { DutyChanged } from '../../chain/duties/events.ts'
import { BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { SubmitTransaction } from '../../chain/transactions/events.ts'
import { defineUnit } from '../../kernel/index.ts'
import {
  AgreementAccepted,
  AgreementEnded,
  AgreementExpiredClaimed,
  AgreementToppedUp,
  BucketCheckpointed,
  BucketDeleted,
  ProviderCheckpointSubmitted,
  ReplicaSyncBalanceToppedUp,
  ReplicaSynced,
} from '../chain-facts.ts'
import { type ReplicaSyncConfig, replicaSyncConfig } from './config.ts'
import { ForceSync, ReplicaSyncEnded, SyncStatus } from './events.ts'
import { handlers } from './handlers.ts'
import { FAMILY, type ReplicaPorts } from './ports.ts'

/** Keeps the replicas of this provider what the chain has, and says so to the chain. */
export const replicaSyncUnit = defineUnit<ReplicaSyncConfig, ReplicaPorts>({
  name: 'replica-sync',
  machine: replicaSync,
  duties: { [FAMILY]: { machine: syncRun } },
  consumes: [
    BlockFinalized,
    AgreementAccepted,
    AgreementEnded,
    AgreementExpiredClaimed,
    AgreementToppedUp,
    BucketCheckpointed,
    BucketDeleted,
    ProviderCheckpointSubmitted,
    ReplicaSyncBalanceToppedUp,
    ReplicaSynced,
  ],
  emits: [ReplicaSyncEnded, DutyChanged, ResyncNeeded, ResyncDone],
  asks: [SubmitTransaction, ...READS],
  owns: [SyncStatus, ForceSync],
  category: 'submit',
  shutdown: '20s',
  config: replicaSyncConfig,
  handlers,
})
