/** What nodes say to each other when they plan. */
export const COMMANDS = {
  /** Asks the leader for nodes. */
  place: 'grid.negotiation.place',
  /** The leader calls for bids. */
  call: 'grid.negotiation.call',
  /** The leader takes room at a node, for a while. */
  hold: 'grid.negotiation.hold',
  /** Who asked for nodes keeps what was taken for it. */
  confirm: 'grid.negotiation.confirm',
  release: 'grid.negotiation.release',
} as const
export type NegotiationCommand = (typeof COMMANDS)[keyof typeof COMMANDS]

/** What another twin asks: the transport has verified who it is, and nothing else. */
export interface NegotiationAsk {
  readonly from: number
  readonly payload: unknown
}

/** The other end of `GridMessages.ask`. */
export interface NegotiationMessages {
  /**
   * Answers what others ask by this command from now on; what is thrown they are told as an error. A message may come twice.
   *
   * @returns ends it
   */
  serve(command: NegotiationCommand, answer: (ask: NegotiationAsk) => Promise<unknown>): () => void
}
