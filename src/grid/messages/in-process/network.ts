import type { Clock, Random } from '../../../kernel/index.ts'
import { type Address, header, partsOf } from '../envelope/envelope.ts'
import type { OpenTransport } from '../transport.ts'

/** What becomes of messages on their way. */
export interface Faults {
  /** Shares from 0 to 1. */
  readonly lost: number
  readonly doubled: number
  /** Milliseconds, evenly spread: with different ones messages overtake each other. */
  readonly delay: readonly [least: number, most: number]
}

/** A grid in one process. Without faults each message arrives, once, at the next turn of the clock. */
export interface Network {
  /** A new connection of an address takes the place of the one it had. */
  connect(address: Address): OpenTransport
  disturb(faults: Partial<Faults>): void
  /** Lets nothing pass between these twins and the others. @returns heals it */
  part(twins: readonly number[]): () => void
  /** Messages that were let go of so far. */
  readonly sent: number
}

const NONE: Faults = { lost: 0, doubled: 0, delay: [0, 0] }

export function createNetwork(clock: Clock, random: Random): Network {
  const receivers = new Map<string, (frame: string) => void>()
  const partitions = new Set<ReadonlySet<number>>()
  let faults = NONE
  let sent = 0

  const keyOf = ({ twinId, session }: Address) => `${twinId}/${session}`
  const isParted = (a: number, b: number) => [...partitions].some((twins) => twins.has(a) !== twins.has(b))

  function carry(frame: string): void {
    sent += 1
    const { from, to } = header.parse(JSON.parse(partsOf(frame).header))
    const copies = random() < faults.lost ? 0 : random() < faults.doubled ? 2 : 1
    for (let copy = 0; copy < copies; copy += 1) {
      const [least, most] = faults.delay
      clock.setTimeout(
        () => {
          if (!isParted(from.twinId, to.twinId)) receivers.get(keyOf(to))?.(frame)
        },
        least + random() * (most - least),
      )
    }
  }

  return {
    connect: (address) => (receive) => {
      const key = keyOf(address)
      receivers.set(key, receive)
      const isThere = () => receivers.get(key) === receive
      return {
        send: (frame) => {
          if (isThere()) carry(frame)
        },
        close: () => {
          if (isThere()) receivers.delete(key)
        },
      }
    },
    disturb: (more) => {
      faults = { ...faults, ...more }
    },
    part(twins) {
      const parted = new Set(twins)
      partitions.add(parted)
      return () => partitions.delete(parted)
    },
    get sent() {
      return sent
    },
  }
}
