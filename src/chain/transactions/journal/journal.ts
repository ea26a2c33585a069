import type { Call, Submitted } from '../events.ts'
import type { SignedTransaction } from '../sign.ts'

/** How an intent ended. */
export type Settlement =
  | { readonly end: 'landed'; readonly landed: Submitted }
  | { readonly end: 'expired' }
  | { readonly end: 'invalid'; readonly reason: string }

/** What is known of one intent. */
export interface Intent {
  readonly key: string
  readonly call: Call
  /** Every extrinsic ever signed for it, oldest first. Whatever else is known of them, any may have been sent. */
  readonly signed: readonly SignedTransaction[]
  readonly settled: Settlement | undefined
}

/**
 * What the lane of one account on one chain means to do and has done, written before it is done: after the death of the
 * process at any moment it tells what may be under way. Every call is on disk when it returns.
 */
export interface Journal {
  /** @throws JournalError when it belongs to another account or chain */
  bind(owner: JournalOwner): void
  intent(key: string): Intent | undefined
  /** Those not settled, oldest first. */
  open(): Intent[]
  /** Notes an intent; one that was settled begins anew. */
  begin(key: string, call: Call): void
  /** Notes an extrinsic before it is sent. */
  signed(key: string, transaction: SignedTransaction): void
  settle(key: string, settlement: Settlement): void
  close(): void
}

export interface JournalOwner {
  /** Hex. */
  readonly account: string
  readonly genesis: string
}

/** The journal is somebody else's: going by it would mistake their transactions for ours. */
export class JournalError extends Error {
  readonly code = 'foreign-journal'
  readonly errorClass = 'fatal'

  constructor(found: JournalOwner, expected: JournalOwner) {
    super(
      `the journal belongs to account ${found.account} on chain ${found.genesis}, not to ${expected.account} on ` +
        `${expected.genesis}; give each account and chain a data folder of its own`,
    )
    this.name = 'JournalError'
  }
}
