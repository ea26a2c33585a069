import { u16, u32 } from '../../../scale/index.ts'
import { constant, defaulted, defineStorage, type Execution, optional } from '../../pallet/index.ts'
import type { ChallengeStore } from './challenge-store.ts'
import { challengesList } from './challenges-list.ts'
import { errorsWithLimit, limitFailure } from './errors.ts'
import { sameAccount } from './rules.ts'
import { storage } from './storage.ts'
import { type Challenge, type NumberedChallenge, numberedChallenge } from './types.ts'

const MAX_CHALLENGES_PER_DEADLINE = 1_000

const byDeadline = ['Blake2_128Concat', u32] as const

const items = defineStorage('StorageProvider', {
  Challenges: optional(numberedChallenge, [byDeadline, ['Twox64Concat', u16]], {
    docs: 'Open challenges by deadline and index.',
  }),
  NextChallengeIndex: defaulted(u16, 0, [byDeadline], { docs: 'Index of the next challenge of a deadline.' }),
})

/** Each under an index that it keeps, and that no other of its deadline is given after it. */
export const challengesMap = {
  items,
  constants: {
    MaxChallengesPerDeadline: constant(u16, MAX_CHALLENGES_PER_DEADLINE, 'Maximum challenges of a deadline, ever.'),
  },
  errors: errorsWithLimit,
  add(execution, deadline, challenge) {
    const { storage: access } = execution
    const index = items.NextChallengeIndex.get(access, deadline)
    if (index >= MAX_CHALLENGES_PER_DEADLINE) throw limitFailure.TooManyChallengesThisBlock()
    insert(execution, deadline, index, challenge)
    items.NextChallengeIndex.set(access, deadline, index + 1)
    return index
  },
  find(access, { deadline, index }) {
    const found = items.Challenges.get(access, deadline, index)
    return found && plain(found)
  },
  remove: (access, { deadline, index }) => items.Challenges.remove(access, deadline, index),
  // In the order of the keys' hashes, as a chain walks a map.
  at: (access, deadline) =>
    items.Challenges.entries(access, deadline).map(({ keys: [, index], value }) => [index, plain(value)] as const),
  clear(access, deadline) {
    for (const { keys } of items.Challenges.entries(access, deadline)) items.Challenges.remove(access, ...keys)
    items.NextChallengeIndex.remove(access, deadline)
  },
  /** From lists: each is given the place that it has by then. */
  migrate(execution) {
    const { storage: access } = execution
    const lists = challengesList.items.Challenges.entries(access)
    for (const { keys } of lists) challengesList.items.Challenges.remove(access, ...keys)
    for (const { keys, value } of lists) {
      const [deadline] = keys
      for (const [index, challenge] of value.entries()) insert(execution, deadline, index, challenge)
      items.NextChallengeIndex.set(access, deadline, value.length)
    }
  },
} satisfies ChallengeStore

function insert(execution: Execution, deadline: number, index: number, challenge: Challenge): void {
  const { leaf_index, chunk_index, ...rest } = challenge
  const authorized = isAuthorized(execution, challenge)
  items.Challenges.set(execution.storage, deadline, index, { ...rest, target: { leaf_index, chunk_index }, authorized })
}

const plain = ({ target, authorized: _, ...rest }: NumberedChallenge): Challenge => ({ ...rest, ...target })

/** Whether the challenger has to do with the data: as a member of the bucket, or as who pays the provider for it. */
function isAuthorized({ storage: access }: Execution, { bucket_id, provider, challenger }: Challenge): boolean {
  const members = storage.Buckets.get(access, bucket_id)?.members ?? []
  const owner = storage.StorageAgreements.get(access, bucket_id, provider)?.owner
  return [...members.map(({ account }) => account), ...(owner ? [owner] : [])].some((who) =>
    sameAccount(who, challenger),
  )
}
