import type { AnyType } from '../../../scale/index.ts'
import type { Constant, Execution, StorageAccess, StorageItem } from '../../pallet/index.ts'
import type { Challenge } from './types.ts'

export interface ChallengeId {
  readonly deadline: number
  readonly index: number
}

/** A challenge under what names it in its deadline. */
export type OpenChallenge = readonly [index: number, challenge: Challenge]

/** Where open challenges are kept. The pallet's rules know this and no more; what is kept how is in metadata. */
export interface ChallengeStore {
  readonly items: Readonly<Record<string, StorageItem>>
  readonly constants: Readonly<Record<string, Constant>>
  /** The pallet's, with those that only this store gives. */
  readonly errors: AnyType
  /** @returns its index @throws when the deadline takes no more */
  add(execution: Execution, deadline: number, challenge: Challenge): number
  find(access: StorageAccess, id: ChallengeId): Challenge | undefined
  remove(access: StorageAccess, id: ChallengeId): void
  /** Those of a deadline. */
  at(access: StorageAccess, deadline: number): OpenChallenge[]
  /** Forgets a deadline with all that is left of it. */
  clear(access: StorageAccess, deadline: number): void
  /** Takes over what a runtime from before has left. */
  migrate?(execution: Execution): void
}
