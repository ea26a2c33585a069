import { StoreError } from '../store/errors.ts'
import type { SyncOutcome } from './events.ts'

export type SyncErrorCode = Extract<SyncOutcome, 'no-source' | 'over-quota' | 'unfit' | 'store-failed'>

/** Why a bucket's data could not be brought here; see `SYNC_OUTCOMES`. */
export class SyncError extends Error {
  readonly code: SyncErrorCode

  constructor(code: SyncErrorCode, message: string) {
    super(message)
    this.name = 'SyncError'
    this.code = code
  }
}

/** What a refusal of the store means for a sync; anything else is thrown on. */
export function syncErrorOf(error: unknown): SyncError {
  if (error instanceof SyncError) return error
  if (!(error instanceof StoreError)) throw error
  return new SyncError(error.code === 'quota_exceeded' ? 'over-quota' : 'store-failed', error.message)
}
