import type { State } from '../state/state.ts'
import type { Runtime } from '../types.ts'
import type { Header } from './header.ts'

export interface Block {
  readonly number: number
  /** `0x` hex, as is the parent's. */
  readonly hash: string
  readonly parentHash: string
  readonly header: Header
  /** Milliseconds since 1970 (UTC), as the block says itself; 0 of the genesis. */
  readonly timestamp: number
  /** What its state is encoded by, and what executes the blocks on it: another one than its parent's if it brought an upgrade. */
  readonly runtime: Runtime
  readonly extrinsics: readonly Uint8Array[]
  /** Storage after the block; gone once it is pruned. */
  state: State | undefined
}
