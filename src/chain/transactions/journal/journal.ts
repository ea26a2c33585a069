import type { Call, Stream, SubmitPriority, Submitted } from '../events.ts'
import type { SignedTransaction } from '../sign.ts'

/** How an intent ended. */
export type Settlement =
  | { readonly end: 'landed'; readonly landed: Submitted }
  | {
      readonly end: 'expired' | 'late' | 'below-floor' | 'unaffordable' | 'runtime-changed' | 'invalid'
      readonly reason?: string
    }

/** What somebody asked the lane to do. */
export interface Wish {
  readonly key: string
  readonly call: Call
  readonly priority: SubmitPriority
  /** Number of the block from which on it is of no use. */
  readonly deadline: number | undefined
  readonly batch: Stream | undefined
}

/** What is known of one intent. */
export interface Intent extends Wish {
  /** Counts intents in the order in which they came. */
  readonly number: number
  readonly settled: Settlement | undefined
}

/** An extrinsic that may have been sent, with what it carries. */
export interface Attempt {
  readonly transaction: SignedTransaction
  /** Keys of intents, in the order of their calls. */
  readonly keys: readonly string[]
}

/**
 * What the lane of one account on one chain means to do and has done, written before it is done: after the death of the
 * process at any moment it tells what may be under way. Every call is on disk when it returns.
 */
export interface Journal {
  /** @throws JournalError when it belongs to another account or chain */
  bind(owner: JournalOwner): void
  /** Whom it belongs to; nobody until it is bound. */
  owner(): JournalOwner | undefined
  intent(key: string): Intent | undefined
  /** Those not settled, oldest first. */
  open(): Intent[]
  /** Every extrinsic signed for open intents that may still land, oldest first. */
  attempts(): Attempt[]
  /** Notes an intent; one that was settled begins anew. */
  begin(wish: Wish): Intent
  /** Notes an extrinsic before it is sent. */
  signed(transaction: SignedTransaction, keys: readonly string[]): void
  /** What was signed for these can never land any more. */
  release(keys: readonly string[]): void
  /** Notes how intents ended that shared an extrinsic: of all of them, or of none. */
  settle(ends: ReadonlyMap<string, Settlement>): void
  /** How the calls and events that the node uses were encoded when it first used them, by their names. */
  readonly shapes: {
    get(item: string): string | undefined
    set(item: string, shape: string): void
    names(): string[]
  }
  /** Planck: the highest fee there was for anything that was signed. */
  dearestFee(): bigint
  noteFee(fee: bigint): void
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
  readonly found: JournalOwner
  readonly expected: JournalOwner

  constructor(found: JournalOwner, expected: JournalOwner) {
    super(
      `the journal belongs to account ${found.account} on chain ${found.genesis}, not to ${expected.account} on ` +
        `${expected.genesis}; give each account and chain a data folder of its own`,
    )
    this.name = 'JournalError'
    this.found = found
    this.expected = expected
  }
}
