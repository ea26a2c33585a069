/** A machine that can be woken. */
export interface Sleeper {
  readonly nodeId: number
  readonly mac: string
}

/** Who can wake machines on a network. Nobody is told whether a packet has reached anybody, only that it could not be sent. */
export interface Waker {
  wake(sleeper: Sleeper, failed: (error: Error) => void): void
}

/** The network on which machines wake each other. */
export interface WakeOnLan extends Waker {
  /** Resolves when the machine is woken. @throws when its place on the network is taken; AbortError */
  sleep(sleeper: Sleeper, signal: AbortSignal): Promise<void>
}
