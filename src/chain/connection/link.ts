import type { BlockRef } from '../decoder/chain-fact.ts'
import { ChainError } from '../errors.ts'
import type { ChainRuntime } from '../runtime/runtime.ts'
import type { Runtimes } from '../runtime/runtimes.ts'
import type { Session } from './session.ts'

/** A session with what was learned about the chain behind it. */
export interface Connection {
  readonly session: Session
  readonly genesisHash: string
  /** Of the finalized head when the session was opened; after an upgrade, of the last block delivered. */
  runtime: ChainRuntime
  readonly runtimes: Runtimes
}

/** The one connection of the node. The follower opens and loses it; everybody else only uses it. */
export interface ChainLink {
  /** @throws ChainError `not-connected` */
  connection(): Connection
  readonly connected: boolean
  /** Of the first chain connected to; every later endpoint must have the same. */
  readonly genesis: string | undefined
  /** The last finalized block that was delivered: what "now" means to whoever reads. */
  head: BlockRef | undefined
  /**
   * The last block delivered that brought another runtime. Its state is in the form of the one before, for a runtime brings storage
   * into its own form in the first block that it executes.
   */
  upgrade: { readonly hash: string; readonly parentHash: string } | undefined
  attach(connection: Connection): void
  detach(connection: Connection): void
}

export function createLink(): ChainLink {
  let current: Connection | undefined
  let genesis: string | undefined
  return {
    head: undefined,
    upgrade: undefined,
    connection() {
      if (current === undefined) throw new ChainError({ code: 'not-connected' }, 'not connected to the chain')
      return current
    },
    get connected() {
      return current !== undefined
    },
    get genesis() {
      return genesis
    },
    attach(connection) {
      current = connection
      genesis ??= connection.genesisHash
    },
    detach(connection) {
      if (current === connection) current = undefined
    },
  }
}
