import type { DevnetClock } from './clock.ts'

/** What may go wrong with the connections of the chain's clients, until it is healed. */
export interface FaultSettings {
  /** New connections that are cut as soon as they are made. */
  readonly refuse: number
  /** New connections that are cut at their first message. */
  readonly cutFirst: number
  /** Milliseconds for which nothing is read and nothing sent, on connections that stay open. */
  readonly stall: number
  /** Milliseconds that each message to a client waits. */
  readonly delay: number
  /** Messages to clients that arrive as nonsense. */
  readonly garbage: number
}

export interface Faults {
  set(settings: Partial<FaultSettings>): void
  heal(): void
  /** Whether this new connection is to be cut: now, at its first message, or not at all. */
  fateOfConnection(): 'refused' | 'cut-first' | 'spared'
  readonly stalled: boolean
  /** Hands a message to a client on, as late and as wrong as is set; or never. */
  pass(text: string, send: (text: string) => void): void
}

const NONE: FaultSettings = { refuse: 0, cutFirst: 0, stall: 0, delay: 0, garbage: 0 }

export function createFaults(clock: DevnetClock): Faults {
  let left = { ...NONE }
  let stalledUntil = 0
  const isStalled = () => clock.now() < stalledUntil

  return {
    set(settings) {
      left = { ...left, ...settings }
      if (settings.stall !== undefined) stalledUntil = clock.now() + settings.stall
    },
    heal() {
      left = { ...NONE }
      stalledUntil = 0
    },
    fateOfConnection() {
      if (left.refuse > 0) {
        left = { ...left, refuse: left.refuse - 1 }
        return 'refused'
      }
      if (left.cutFirst === 0) return 'spared'
      left = { ...left, cutFirst: left.cutFirst - 1 }
      return 'cut-first'
    },
    get stalled() {
      return isStalled()
    },
    pass(text, send) {
      if (isStalled()) return
      let told = text
      if (left.garbage > 0) {
        left = { ...left, garbage: left.garbage - 1 }
        told = `{"jsonrpc":"2.0",${text.slice(0, 8)}`
      }
      if (left.delay === 0) send(told)
      else clock.setTimeout(() => send(told), left.delay)
    },
  }
}
