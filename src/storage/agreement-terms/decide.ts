import type { Call } from '../../chain/transactions/events.ts'
import type { ExtensionRules } from './config.ts'
import type { TermCase } from './read.ts'

/** What is to be done about an agreement. */
export interface TermStep {
  readonly name: 'claim' | 'block-extensions' | 'allow-extensions'
  readonly call: Call
}

/** First block in which the payment can be claimed: its owner has had the time to settle. */
export const claimableFrom = ({ agreement, settlementTimeout }: TermCase): number =>
  agreement.expiresAt + settlementTimeout + 1

/**
 * The default policy: the payment is claimed as soon as the chain gives it, and extensions are blocked as the rules say.
 *
 * @returns null when there is nothing to do
 */
export function decideTerm(known: TermCase, rules: ExtensionRules): TermStep | null {
  const { bucketId, agreement, at } = known
  // A call lands in the next block at the soonest.
  if (at + 1 >= claimableFrom(known))
    return { name: 'claim', call: { pallet: 'StorageProvider', name: 'claim_expired_agreement', args: [bucketId] } }
  // What is over cannot be extended anyhow.
  if (at >= agreement.expiresAt) return null
  const blocked = isBlocked(known, rules)
  if (blocked === undefined || blocked === agreement.extensionsBlocked) return null
  return {
    name: blocked ? 'block-extensions' : 'allow-extensions',
    call: { pallet: 'StorageProvider', name: 'set_extensions_blocked', args: [bucketId, blocked] },
  }
}

/** Parts of a share: it is written as a fraction, and bytes are whole. */
const PARTS = 1_000_000

function isBlocked({ bucketId, provider, minStakePerByte }: TermCase, rules: ExtensionRules): boolean | undefined {
  if (rules.blocked.includes(bucketId)) return true
  if (rules.blockedAbove === undefined) return undefined
  const { stake, committedBytes, settings } = provider
  const covered = minStakePerByte === 0n ? committedBytes : stake / minStakePerByte
  const { maxCapacity } = settings
  const capacity = maxCapacity !== 0n && maxCapacity < covered ? maxCapacity : covered
  return committedBytes * BigInt(PARTS) > capacity * BigInt(Math.round(rules.blockedAbove * PARTS))
}

/** The block at which an agreement is to be looked at again, when nothing is heard of it. */
export function wakeAfter(known: TermCase, lookAgain: number): number {
  const { agreement, at } = known
  const events = [agreement.expiresAt, claimableFrom(known) - 1].filter((block) => block > at)
  return Math.min(at + lookAgain, ...events)
}
