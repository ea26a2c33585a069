import {
  type AnyType,
  encode,
  type Fields,
  type FieldsValue,
  type Infer,
  type Type,
  variant,
} from '../../scale/index.ts'
import { type AccountId, badOrigin, type DispatchClass, DispatchFailure, type Weight } from '../primitives/index.ts'
import type { StorageAccess, StorageItem } from './storage.ts'

/** Who a pallet is: its name in the runtime, its index in calls and events, the crate its types are named after. */
export interface PalletIdentity {
  readonly name: string
  readonly index: number
  readonly module: string
}

/** A value of the runtime's outer enums: which pallet, which case, what it carries. */
export interface Outer {
  readonly type: string
  readonly value: { readonly type: string; readonly value?: unknown }
}

export type Origin = { type: 'signed'; account: AccountId } | { type: 'root' } | { type: 'none' }

/** What a call sees while it runs. */
export interface Execution {
  readonly storage: StorageAccess
  /** Number of the block being built. */
  readonly blockNumber: number
  deposit(event: Outer): void
  /** Undoes what `work` did to storage and events when it throws. */
  transaction<T>(work: () => T): T
  /** Runs a call within its own transaction. */
  dispatch(origin: Origin, call: Outer): void
  weightOf(call: Outer): Weight
}

export interface CallSpec<F extends Fields = Fields> {
  readonly index: number
  readonly args: F
  weight(args: FieldsValue<F>, execution: Pick<Execution, 'weightOf'>): Weight
  readonly class: DispatchClass
  /** Costs no fee when it succeeds; its signer must be able to pay one all the same. */
  readonly free: boolean
  readonly docs: string
  run(execution: Execution, origin: Origin, args: FieldsValue<F>): void
}

export interface CallSet<T = unknown> {
  readonly type: Type<T>
  readonly specs: Readonly<Record<string, CallSpec>>
}

export interface Constant {
  readonly type: AnyType
  readonly value: Uint8Array
  readonly docs: string
}

export interface Pallet {
  readonly identity: PalletIdentity
  readonly calls?: CallSet
  readonly events?: AnyType
  readonly errors?: AnyType
  readonly storage?: Readonly<Record<string, StorageItem>>
  readonly constants?: Readonly<Record<string, Constant>>
  genesis?(storage: StorageAccess): void
  /** In the first block of another version of the runtime, before all else: brings storage of before into today's form. */
  onRuntimeUpgrade?(execution: Execution): void
  onInitialize?(execution: Execution): void
  onFinalize?(execution: Execution): void
}

export const constant = <T>(type: Type<T>, value: T, docs = ''): Constant => ({
  type,
  value: encode(type, value),
  docs,
})

/** A call of a pallet: its arguments' types, and what it does. Dispatch class `Normal` and paid for unless said. */
export function call<const F extends Fields>(
  spec: Omit<CallSpec<F>, 'run' | 'class' | 'docs' | 'free'> & { class?: DispatchClass; docs?: string; free?: boolean },
  run: CallSpec<F>['run'],
): CallSpec<F> {
  return { class: 'Normal', docs: '', free: false, ...spec, run }
}

type CallValue<C> = {
  [K in keyof C & string]: { type: K; value: C[K] extends CallSpec<infer F> ? FieldsValue<F> : never }
}[keyof C & string]

export function defineCalls<const C extends Record<string, CallSpec>>(
  { module }: PalletIdentity,
  calls: C,
): CallSet<CallValue<C>> {
  const specs: Record<string, CallSpec> = calls
  const cases = Object.entries(specs).map(([name, { index, args, docs }]) => [name, { index, fields: args, docs }])
  const type = variant(`${module}::pallet::Call`, Object.fromEntries(cases))
  return { type: type as unknown as Type<CallValue<C>>, specs }
}

interface EventSpec {
  readonly index: number
  readonly fields?: Fields
  /** What it carries without a name: one value, or several. */
  readonly of?: AnyType
  readonly items?: readonly AnyType[]
  readonly docs?: string
}

type EventMakers<E> = {
  [K in keyof E]: E[K] extends { fields: infer F extends Fields }
    ? (fields: FieldsValue<F>) => Outer
    : E[K] extends { of: infer T }
      ? (value: Infer<T>) => Outer
      : E[K] extends { items: infer I extends readonly AnyType[] }
        ? (...items: { -readonly [N in keyof I]: Infer<I[N]> }) => Outer
        : () => Outer
}

/** A pallet's events: their type, and a function each that makes one. */
export function defineEvents<const E extends Record<string, EventSpec>>(
  { name, module }: PalletIdentity,
  events: E,
): { type: AnyType; event: EventMakers<E> } {
  const makers = Object.entries<EventSpec>(events).map(([type, { items }]) => [
    type,
    (...given: unknown[]): Outer => {
      const value = items ? given : given[0]
      return { type: name, value: value === undefined ? { type } : { type, value } }
    },
  ])
  return {
    type: variant(`${module}::pallet::Event`, events) as unknown as AnyType,
    event: Object.fromEntries(makers) as EventMakers<E>,
  }
}

/** A pallet's errors in the order of their indices: their type, and a function each that makes the failure. */
export function defineErrors<const N extends string>(
  { name, index, module }: PalletIdentity,
  names: readonly N[],
): { type: AnyType; failure: Record<N, () => DispatchFailure> } {
  const cases = Object.fromEntries(names.map((error, i) => [error, { index: i }]))
  const makers = names.map((error, i) => {
    const value = { index, error: Uint8Array.of(i, 0, 0, 0) }
    return [error, () => new DispatchFailure({ type: 'Module', value }, `${name}.${error}`)]
  })
  return {
    type: variant(`${module}::pallet::Error`, cases) as unknown as AnyType,
    failure: Object.fromEntries(makers) as Record<N, () => DispatchFailure>,
  }
}

export const definePallet = <const P extends Pallet>(pallet: P): P => pallet

/** The account that signed; calls of no account fail with `BadOrigin`. */
export function signedBy(origin: Origin): AccountId {
  if (origin.type !== 'signed') throw badOrigin()
  return origin.account
}

/** For calls that only the chain's own government may make. */
export function ensureRoot(origin: Origin): void {
  if (origin.type !== 'root') throw badOrigin()
}
