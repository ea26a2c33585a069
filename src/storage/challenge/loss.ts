import { StoreError } from '../store/errors.ts'

/** What the store says when it does not have something, or not as it was; all else may pass. */
const LOSSES: ReadonlySet<string> = new Set(['not_found', 'root_not_found', 'commitment_unknown', 'corrupt'])

export const isLoss = (error: unknown): error is StoreError => error instanceof StoreError && LOSSES.has(error.code)
