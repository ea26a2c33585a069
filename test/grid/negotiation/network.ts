import type { GridMessages } from '../../../src/grid/messages/port.ts'
import type { NegotiationAsk, NegotiationMessages } from '../../../src/grid/negotiation/messages.ts'
import type { Random } from '../../../src/kernel/index.ts'
import type { SharedTime } from './time.ts'

/** What may happen to a message, each by chance; delays in milliseconds. */
export interface Faults {
  readonly loss?: number
  readonly duplicates?: number
  readonly delay?: readonly [least: number, most: number]
}

export interface Sent {
  readonly from: number
  readonly to: number
  readonly command: string
  readonly isAnswer: boolean
}

type Answer = (ask: NegotiationAsk) => Promise<unknown>

/** Messages between twins: texts that are lost, late, come twice, or cannot pass. */
export interface Network {
  /** What a twin sends and is sent; joining again ends what it was before. */
  join(twinId: number): { readonly messages: GridMessages; readonly incoming: NegotiationMessages }
  /** Nobody by this twin any more. */
  leave(twinId: number): void
  /** Twins of different sides do not reach each other. */
  partition(sideOf: (twinId: number) => number): void
  heal(): void
  /** Messages that do not arrive, until told of others. */
  drop(isDropped: (sent: Sent) => boolean): void
  /** Told of every message before it is sent. */
  onSend(look: (sent: Sent) => void): void
  readonly count: { messages: number; bytes: number }
}

export function createNetwork(time: SharedTime, random: Random, faults: Faults = {}): Network {
  const { loss = 0, duplicates = 0, delay: [least, most] = [5, 5] } = faults
  const served = new Map<number, Map<string, Answer>>()
  const looks: Array<(sent: Sent) => void> = []
  const count = { messages: 0, bytes: 0 }
  let sideOf = (_: number) => 0
  let isDropped = (_: Sent) => false

  function post(sent: Sent, text: string, deliver: () => void): void {
    for (const look of looks) look(sent)
    count.messages += 1
    count.bytes += text.length
    const times = random() < duplicates ? 2 : 1
    for (let each = 0; each < times; each += 1) {
      if (random() < loss || isDropped(sent) || !passes(sent)) continue
      time.at(Math.round(least + random() * (most - least)), () => passes(sent) && deliver())
    }
  }

  const passes = ({ from, to }: Sent): boolean => sideOf(from) === sideOf(to) && served.has(from) && served.has(to)

  function join(twinId: number) {
    const own = new Map<string, Answer>()
    served.set(twinId, own)
    const isHere = () => served.get(twinId) === own

    const messages: GridMessages = {
      ask(to, command, payload, { signal }) {
        const { promise, resolve, reject } = Promise.withResolvers<unknown>()
        if (signal.aborted) reject(signal.reason)
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        if (!isHere()) return promise
        const text = JSON.stringify(payload)
        post({ from: twinId, to, command, isAnswer: false }, text, () => {
          const answer = served.get(to)!.get(command)
          if (answer === undefined) return
          answer({ from: twinId, payload: JSON.parse(text) }).then(
            (value) => {
              const said = JSON.stringify(value)
              post({ from: to, to: twinId, command, isAnswer: true }, said, () => resolve(JSON.parse(said)))
            },
            (error: Error) =>
              post({ from: to, to: twinId, command, isAnswer: true }, error.message, () => reject(error)),
          )
        })
        return promise
      },
    }
    const incoming: NegotiationMessages = {
      serve(command, answer) {
        own.set(command, answer)
        return () => void own.delete(command)
      },
    }
    return { messages, incoming }
  }

  return {
    join,
    leave: (twinId) => void served.delete(twinId),
    partition: (sides) => {
      sideOf = sides
    },
    heal: () => {
      sideOf = () => 0
    },
    drop: (next) => {
      isDropped = next
    },
    onSend: (look) => void looks.push(look),
    count,
  }
}
