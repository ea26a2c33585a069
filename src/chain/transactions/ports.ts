import type { ChainLink } from '../connection/link.ts'
import type { Signer } from '../signing/signer.ts'
import { createPrices, type Prices } from './costs/prices.ts'
import { createPurse, type Purse } from './costs/purse.ts'
import type { Journal } from './journal/journal.ts'
import { createNonces, type Nonces } from './nonces.ts'
import { createQueue, type Queue } from './queue.ts'

/** What the lane's handlers are given. */
export interface LanePorts {
  readonly link: ChainLink
  readonly signer: Signer
  readonly nonces: Nonces
  readonly journal: Journal
  readonly queue: Queue
  readonly prices: Prices
  readonly purse: Purse
  /** Duties by the hashes of what was signed for them: what the scan looks for. */
  readonly underWay: Map<string, string>
  /** Who waits for which intent: asks by its key. */
  readonly askers: Map<string, number[]>
  /** The last block that was searched for something, and the version of the runtime after it where that is known. */
  readonly searched: {
    number: number
    specVersion: number | null
    /** The block for want of which it is open what came of something. */
    open: number | undefined
  }
  /** Names of the chain's events that the node goes by, `Pallet.Event`. */
  readonly events: readonly string[]
}

/** What a lane has in mind while it runs; all that must outlive it is in the journal. */
export const laneMemory = (): Pick<
  LanePorts,
  'nonces' | 'queue' | 'prices' | 'purse' | 'underWay' | 'askers' | 'searched'
> => ({
  nonces: createNonces(),
  queue: createQueue(),
  prices: createPrices(),
  purse: createPurse(),
  underWay: new Map(),
  askers: new Map(),
  searched: { number: 0, specVersion: null, open: undefined },
})

/** The duties of the lane, one for each extrinsic. */
export const FAMILY = 'transaction'
