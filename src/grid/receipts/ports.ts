import type { Signer } from '../../chain/signing/signer.ts'
import type { ActorContext, SnapshotStore, TaskContext } from '../../kernel/index.ts'
import type { GridMessages } from '../messages/port.ts'
import type { ReceiptsConfig } from './config.ts'
import { createKeptReceipts, type KeptReceipts } from './kept.ts'

export interface ReceiptsPorts {
  readonly messages: GridMessages
  /** The user's key. */
  readonly signer: Pick<Signer, 'account' | 'attest'>
  readonly kept: KeptReceipts
  /** Number of the last block at which the open bills were read. */
  readonly memory: { lookedAt: number }
}

export const receiptsMemory = (store: SnapshotStore): Pick<ReceiptsPorts, 'kept' | 'memory'> => ({
  kept: createKeptReceipts(store),
  memory: { lookedAt: 0 },
})

export const FAMILY = 'user-receipt'

export type Ctx = ActorContext<ReceiptsConfig, ReceiptsPorts>
export type TaskCtx = TaskContext<ReceiptsConfig, ReceiptsPorts>
