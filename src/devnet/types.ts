/** Storage keys are lower-case hex without `0x`: a key is then its own path of nibbles through the trie. */
export type StorageKey = string

/** What a block does to storage; `null` removes. */
export type Changes = ReadonlyMap<StorageKey, Uint8Array | null>

/** Storage as of one block. */
export interface StateView {
  get(key: StorageKey): Uint8Array | undefined
  /** Keys under `prefix` in ascending order, those after `after` only, at most `limit`. */
  keys(prefix: StorageKey, after?: StorageKey, limit?: number): StorageKey[]
}

export interface RuntimeVersion {
  specName: string
  implName: string
  authoringVersion: number
  specVersion: number
  implVersion: number
  transactionVersion: number
  stateVersion: number
  /** Runtime API id (8 bytes, `0x` hex) and its version. */
  apis: ReadonlyArray<readonly [string, number]>
}

/** What the runtime may ask about the chain it executes on. */
export interface ChainContext {
  /** Number of the block being built or validated for. */
  number: number
  /** Milliseconds since 1970 (UTC). */
  timestamp: number
  parentHash: Uint8Array
  /** Hash of a canonical ancestor; `undefined` when unknown. */
  blockHash(number: number): Uint8Array | undefined
}

/** The reasons of `InvalidTransaction` and `UnknownTransaction` that this chain can give, by their Substrate names. */
export type InvalidReason =
  | 'Call'
  | 'Payment'
  | 'Future'
  | 'Stale'
  | 'BadProof'
  | 'AncientBirthBlock'
  | 'ExhaustsResources'
  | 'BadSigner'
  | 'BadMandatory'

export type Validity =
  | {
      valid: true
      /** Signer, 32 bytes as hex; the pool's lane. */
      account: string
      nonce: number
      /** Nonce the account has in the state validated against. */
      accountNonce: number
      /** Higher goes first; the tip is part of it. */
      priority: bigint
      /** Last block number at which the extrinsic may be included; `undefined` for an immortal one. */
      validUntil: number | undefined
    }
  | { valid: false; reason: InvalidReason }
  | { valid: false; undecodable: string }

export interface ExecutedBlock {
  changes: Changes
  /** The block's body: inherents first, then those given, in order. An extrinsic that became invalid is left out. */
  extrinsics: Uint8Array[]
  /** Those left out and why. */
  skipped: Array<{ extrinsic: Uint8Array; reason: InvalidReason }>
}

/** The chain's logic: from it come metadata, validity and state changes; it keeps no state of its own. */
export interface Runtime {
  readonly version: RuntimeVersion
  /** Metadata with its magic number and version byte, as `state_getMetadata` returns it for 14. */
  metadata(version: 14 | 15): Uint8Array
  genesis(): Changes
  validate(state: StateView, context: ChainContext, extrinsic: Uint8Array): Validity
  buildBlock(state: StateView, context: ChainContext, extrinsics: readonly Uint8Array[]): ExecutedBlock
  /** A runtime API by its name, e.g. `AccountNonceApi_account_nonce`; `undefined` when there is none. */
  call(state: StateView, context: ChainContext, method: string, input: Uint8Array): Uint8Array | undefined
}
