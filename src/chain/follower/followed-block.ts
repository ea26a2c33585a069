/** The last block that was delivered. */
export interface Cursor {
  readonly number: number
  readonly hash: string
}

export interface FollowedBlock extends Cursor {
  readonly parentHash: string
  /** SCALE bytes of `System.Events`, hex. */
  readonly events: string
}
