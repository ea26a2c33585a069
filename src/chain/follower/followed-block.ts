/** The last block that was delivered. */
export interface Cursor {
  readonly number: number
  readonly hash: string
}

export interface FollowedBlock extends Cursor {
  readonly parentHash: string
  /** SCALE bytes of `System.Events`, hex. */
  readonly events: string
  /** Version of the runtime that executed it: what its events are encoded by. */
  readonly specVersion: number
  /** Version in its state, by which its storage is encoded: another one when the block brought an upgrade. */
  readonly nextSpecVersion: number
}
