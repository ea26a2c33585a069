import type { Execution } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'
import type { Ledger } from '../balances/index.ts'
import type { ChallengeId, ChallengeStore } from './challenge-store.ts'
import type { StorageProviderConstants } from './constants.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { blocksAfter, providerOf, sameAccount } from './rules.ts'
import { storage } from './storage.ts'
import type { Challenge } from './types.ts'

const DEPOSIT = 100n * 10n ** 12n
/** Of what is slashed for an unanswered challenge. */
const CHALLENGER_SHARE = 10n
/** What an answered challenge costs its challenger, in percent, by the blocks that the answer took; the provider pays the rest. */
const SHARES = [
  [1, 90n],
  [5, 80n],
  [24, 70n],
  [95, 60n],
] as const
const SLOW_SHARE = 50n

/** What the rules of challenges depend on. */
export interface ChallengeRules {
  readonly constants: StorageProviderConstants
  readonly ledger: Ledger
  readonly challenges: ChallengeStore
}

type Subject = Omit<Challenge, 'deposit'>

/** Has a provider prove within the time-out that it holds a chunk; the challenger pledges a deposit. */
export function openChallenge(
  execution: Execution,
  subject: Subject,
  { constants, ledger, challenges }: ChallengeRules,
): void {
  const { storage: access, blockNumber } = execution
  const { bucket_id, provider, challenger } = subject
  const info = providerOf(execution, provider)
  ledger.reserve(execution, challenger, DEPOSIT)
  const deadline = blocksAfter(blockNumber, constants.challengeTimeout)
  const index = challenges.add(execution, deadline, { ...subject, deposit: DEPOSIT })
  const stats = { ...info.stats, challenges_received: info.stats.challenges_received + 1 }
  storage.Providers.set(access, provider, { ...info, stats })
  const challenge_id = { deadline, index }
  execution.deposit(event.ChallengeCreated({ challenge_id, bucket_id, provider, challenger, respond_by: deadline }))
}

/** @throws when there is none, or it is not theirs or too late */
export function challengeFor(
  execution: Execution,
  id: ChallengeId,
  who: AccountId,
  { challenges }: ChallengeRules,
): Challenge {
  const challenge = challenges.find(execution.storage, id)
  if (challenge === undefined) throw failure.ChallengeNotFound()
  if (!sameAccount(challenge.provider, who)) throw failure.NotChallengeProvider()
  if (execution.blockNumber > id.deadline) throw failure.ChallengeExpired()
  return challenge
}

/** Ends an answered challenge. */
export function settle(
  execution: Execution,
  challenge_id: ChallengeId,
  { provider, challenger, deposit }: Challenge,
  { constants, ledger, challenges }: ChallengeRules,
): void {
  const { storage: access, blockNumber } = execution
  challenges.remove(access, challenge_id)

  const response_time_blocks = blockNumber - (challenge_id.deadline - constants.challengeTimeout)
  const share = SHARES.find(([most]) => response_time_blocks <= most)?.[1] ?? SLOW_SHARE
  const challenger_cost = (deposit * share) / 100n
  const info = providerOf(execution, provider)
  const provider_cost = min(deposit - challenger_cost, info.stake)
  ledger.burnReserved(execution, challenger, challenger_cost)
  ledger.unreserve(execution, challenger, deposit - challenger_cost)
  ledger.burnReserved(execution, provider, provider_cost)
  storage.Providers.set(access, provider, { ...info, stake: info.stake - provider_cost })
  execution.deposit(
    event.ChallengeDefended({ challenge_id, provider, response_time_blocks, challenger_cost, provider_cost }),
  )
}

/** Takes the whole stake of everyone who has not answered in time. */
export function slashOverdue(execution: Execution, { ledger, challenges }: ChallengeRules): void {
  const { storage: access, blockNumber: deadline } = execution
  const overdue = challenges.at(access, deadline)
  challenges.clear(access, deadline)
  for (const [index, { provider, challenger, deposit }] of overdue) {
    ledger.unreserve(execution, challenger, deposit)
    const info = storage.Providers.get(access, provider)
    if (info === undefined) continue
    const slashed_amount = info.stake
    const challenger_reward = ledger.repatriate(execution, provider, challenger, slashed_amount / CHALLENGER_SHARE)
    ledger.burnReserved(execution, provider, slashed_amount - challenger_reward)
    const stats = { ...info.stats, challenges_failed: info.stats.challenges_failed + 1 }
    storage.Providers.set(access, provider, { ...info, stake: 0n, stats })
    const challenge_id = { deadline, index }
    execution.deposit(event.ChallengeSlashed({ challenge_id, provider, slashed_amount, challenger_reward }))
  }
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b)
