import type { State } from '../state/state.ts'
import type { Header } from './header.ts'

export interface Block {
  readonly number: number
  /** `0x` hex, as is the parent's. */
  readonly hash: string
  readonly parentHash: string
  readonly header: Header
  /** Milliseconds since 1970 (UTC), as the block says itself; 0 of the genesis. */
  readonly timestamp: number
  readonly extrinsics: readonly Uint8Array[]
  /** Storage after the block; gone once it is pruned. */
  state: State | undefined
}
