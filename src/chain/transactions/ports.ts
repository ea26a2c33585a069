import type { ChainLink } from '../connection/link.ts'
import type { Signer } from '../signing/signer.ts'
import type { Journal } from './journal/journal.ts'
import type { Nonces } from './nonces.ts'

/** What the lane's handlers are given. */
export interface LanePorts {
  readonly link: ChainLink
  readonly signer: Signer
  readonly nonces: Nonces
  readonly journal: Journal
  /** Keys of intents by the hashes of what was signed for them: what the scan looks for. */
  readonly underWay: Map<string, string>
}

/** The duties of the lane, one for each extrinsic. */
export const FAMILY = 'transaction'
