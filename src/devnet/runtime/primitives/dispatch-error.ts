import { fixed, type Infer, struct, u8, variant } from '../../scale/index.ts'

export const dispatchError = variant('sp_runtime::DispatchError', {
  Other: { index: 0 },
  CannotLookup: { index: 1 },
  BadOrigin: { index: 2 },
  Module: { index: 3, of: struct('sp_runtime::ModuleError', { index: u8, error: fixed(4) }) },
  ConsumerRemaining: { index: 4 },
  NoProviders: { index: 5 },
  TooManyConsumers: { index: 6 },
  Token: {
    index: 7,
    of: variant('sp_runtime::TokenError', {
      FundsUnavailable: { index: 0 },
      OnlyProvider: { index: 1 },
      BelowMinimum: { index: 2 },
      CannotCreate: { index: 3 },
      UnknownAsset: { index: 4 },
      Frozen: { index: 5 },
      Unsupported: { index: 6 },
      CannotCreateHold: { index: 7 },
      NotExpendable: { index: 8 },
      Blocked: { index: 9 },
    }),
  },
  Arithmetic: {
    index: 8,
    of: variant('sp_arithmetic::ArithmeticError', {
      Underflow: { index: 0 },
      Overflow: { index: 1 },
      DivisionByZero: { index: 2 },
    }),
  },
  Transactional: {
    index: 9,
    of: variant('sp_runtime::TransactionalError', { LimitReached: { index: 0 }, NoLayer: { index: 1 } }),
  },
  Exhausted: { index: 10 },
  Corruption: { index: 11 },
  Unavailable: { index: 12 },
  RootNotAllowed: { index: 13 },
  Trie: {
    index: 14,
    of: variant('sp_runtime::proving_trie::TrieError', {
      InvalidStateRoot: { index: 0 },
      IncompleteDatabase: { index: 1 },
      ValueAtIncompleteKey: { index: 2 },
      DecoderError: { index: 3 },
      InvalidHash: { index: 4 },
      DuplicateKey: { index: 5 },
      ExtraneousNode: { index: 6 },
      ExtraneousValue: { index: 7 },
      ExtraneousHashReference: { index: 8 },
      InvalidChildReference: { index: 9 },
      ValueMismatch: { index: 10 },
      IncompleteProof: { index: 11 },
      RootMismatch: { index: 12 },
      DecodeError: { index: 13 },
    }),
  },
})
export type DispatchError = Infer<typeof dispatchError>

/** Why a call failed; everything it did is undone. */
export class DispatchFailure extends Error {
  readonly code = 'dispatch.failed'
  readonly error: DispatchError

  constructor(error: DispatchError, message: string = error.type) {
    super(message)
    this.name = 'DispatchFailure'
    this.error = error
  }
}

type TokenError = Extract<DispatchError, { type: 'Token' }>['value']['type']

export const badOrigin = () => new DispatchFailure({ type: 'BadOrigin' })
export const tokenError = (type: TokenError) => new DispatchFailure({ type: 'Token', value: { type } }, `Token.${type}`)
