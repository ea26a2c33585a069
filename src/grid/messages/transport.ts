/** Carries the messages of one address. It may lose them, double them, and bring them late or in another order. */
export interface Transport {
  /** Lets go of a message; whether it arrives is seen by the answer. */
  send(frame: string): void
  close(): void
}

/** Opens a transport that hands over each message that comes. */
export type OpenTransport = (receive: (frame: string) => void) => Transport
