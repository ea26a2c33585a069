import type { Chain } from '../chain/chain.ts'
import type { Runtime } from '../types.ts'

/** What the methods work on. */
export interface RpcContext {
  readonly chain: Chain
  /** Runtimes that the chain can be upgraded to. */
  readonly upgrades: readonly Runtime[]
  readonly name: string
  readonly properties: Readonly<Record<string, unknown>>
}

export type Params = readonly unknown[]

export type Method = (params: Params, context: RpcContext) => unknown

/** Starts notifying; returns how to stop. The reply with the subscription's id goes out before the first notification. */
export interface Subscription {
  /** Name under which notifications are sent. */
  readonly notification: string
  readonly unsubscribe: string
  start(params: Params, context: RpcContext, notify: (result: unknown) => void): () => void
}

export type Methods = Readonly<Record<string, Method>>
export type Subscriptions = Readonly<Record<string, Subscription>>
