import type { Attestor } from './attest/attestor.ts'
import type { Peers } from './peers/peers.ts'
import type { ContentStore } from './store/types.ts'

/** What a storage unit works with besides the chain. */
export interface StoragePorts {
  readonly store: ContentStore
  readonly attestor: Attestor
  readonly peers: Peers
}
