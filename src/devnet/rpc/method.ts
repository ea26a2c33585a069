import type { Chain } from '../chain/chain.ts'
import type { Faults } from '../faults.ts'
import type { Runtime } from '../types.ts'
import type { Follow } from './chain-head/follow.ts'

/** What belongs to one client and ends with its connection. */
export interface RpcClient {
  readonly follows: Map<string, Follow>
  /** Ways to stop them, by their ids. */
  readonly broadcasts: Map<string, () => void>
  nextId(): string
  /** Runs once the reply to the request in hand has gone out. */
  afterReply(run: () => void): void
}

/** What all clients of a server share. */
export interface ServerContext {
  readonly chain: Chain
  /** Runtimes that the chain can be upgraded to. */
  readonly upgrades: readonly Runtime[]
  readonly faults: Faults
  /** Cuts every connection at once, without a word. */
  dropConnections(): void
  readonly name: string
  readonly properties: Readonly<Record<string, unknown>>
}

/** What the methods work on. */
export interface RpcContext extends ServerContext {
  readonly client: RpcClient
}

export type Params = readonly unknown[]

export type Method = (params: Params, context: RpcContext) => unknown

/** Starts notifying; returns how to stop. The reply with the subscription's id goes out before the first notification. */
export interface Subscription {
  /** Name under which notifications are sent. */
  readonly notification: string
  readonly unsubscribe: string
  start(params: Params, context: RpcContext, notify: (result: unknown) => void, id: string): () => void
}

export type Methods = Readonly<Record<string, Method>>
export type Subscriptions = Readonly<Record<string, Subscription>>
