import type { Log } from '../../../kernel/index.ts'
import { type Address, LARGEST_FRAME, partsOf, routing } from '../envelope/envelope.ts'
import { SKEW } from '../envelope/unseal.ts'
import { END } from './protocol.ts'
import { createWaiting, type WaitingLimits } from './waiting.ts'

/** A connection that has proved whose it is. */
export interface Line {
  send(frame: string): void
  end(code: number, reason: string): void
}

/** Passes messages on by what their headers say, and looks no further into them. */
export interface Switchboard {
  /** @returns what takes its messages, and how it leaves */
  join(address: Address, line: Line): { take(frame: string): void; leave(): void }
  readonly lines: number
  /** Lines of one twin. */
  linesOf(twinId: number): number
}

export interface SwitchboardOptions {
  readonly now: () => number
  readonly log: Log
  readonly limits?: WaitingLimits
}

const keyOf = ({ twinId, session }: Address): string => `${twinId}/${session}`

export function createSwitchboard({ now, log, limits }: SwitchboardOptions): Switchboard {
  const lines = new Map<string, Line>()
  const waiting = createWaiting(now, limits)

  function pass(address: Address, line: Line, frame: string): void {
    const route = routeOf(frame)
    if (route === undefined || keyOf(route.from) !== keyOf(address)) {
      log.warn({ twin: address.twinId, session: address.session }, 'a twin sent what is no message of its own')
      line.end(END.misbehaved, 'no message of this address')
      return
    }
    const { to, at, ttl } = route
    const until = Math.min(at, now()) + ttl + SKEW
    const other = lines.get(keyOf(to))
    if (other !== undefined) other.send(frame)
    else if (until < now() || !waiting.put(keyOf(to), { frame, sender: address.twinId, until }))
      log.debug({ from: address.twinId, to: to.twinId }, 'a message was dropped: it is too old, or too many wait')
  }

  return {
    join(address, line) {
      const key = keyOf(address)
      lines.get(key)?.end(END.replaced, 'another connection of this twin and session has come')
      lines.set(key, line)
      for (const frame of waiting.take(key)) line.send(frame)
      return {
        take: (frame) => pass(address, line, frame),
        leave: () => {
          if (lines.get(key) === line) lines.delete(key)
        },
      }
    },
    linesOf: (twinId) => [...lines.keys()].filter((key) => key.startsWith(`${twinId}/`)).length,
    get lines() {
      return lines.size
    },
  }
}

function routeOf(frame: string) {
  if (Buffer.byteLength(frame) > LARGEST_FRAME) return undefined
  try {
    return routing.parse(JSON.parse(partsOf(frame).header))
  } catch {
    return undefined
  }
}
