import { type Stream, SUBMIT_PRIORITIES, type SubmitPriority } from './events.ts'
import type { Intent } from './journal/journal.ts'

/** What one extrinsic can carry, and what there is of time. */
export interface Limits {
  /** Calls. */
  readonly items: number
  /** Finalized blocks that the first of a stream waits for others to come. */
  readonly age: number
  /** Bytes of encoded calls. */
  readonly bytes: number
  readonly sizeOf: (intent: Intent) => number
}

/** Intents that wait to be signed. */
export interface Queue {
  readonly size: number
  has(key: string): boolean
  /** @param since number of the finalized block at which it came */
  add(intent: Intent, since: number): void
  /** Takes out those that go into the next extrinsic, in their order; none when nothing may be signed now. */
  take(now: number, limits: Limits): readonly Intent[]
  /** Takes out those that are of no use from this block on. */
  overdue(now: number): readonly Intent[]
  /** A stream is taken from again once what was taken of it has come to its end. */
  release(stream: string): void
  occupy(stream: string): void
  clear(): void
}

interface Waiting {
  readonly intent: Intent
  readonly since: number
}

/** By priority, then deadline, then age; a stream by the most pressing of its own, but in its order. */
export function createQueue(): Queue {
  const alone = new Map<string, Waiting>()
  const streams = new Map<string, Waiting[]>()
  const occupied = new Set<string>()
  const keys = new Set<string>()

  function remove(waiting: Waiting): void {
    const { key, batch } = waiting.intent
    keys.delete(key)
    if (batch === undefined) {
      alone.delete(key)
      return
    }
    const rest = streams.get(batch.stream)!.filter((other) => other !== waiting)
    if (rest.length === 0) streams.delete(batch.stream)
    else streams.set(batch.stream, rest)
  }

  const candidates = (now: number, limits: Limits): Waiting[][] => [
    ...[...alone.values()].map((waiting) => [waiting]),
    ...[...streams]
      .filter(([name]) => !occupied.has(name))
      .map(([, waiting]) => group(waiting, limits))
      .filter(({ isFull, members }) => isFull || now - members[0]!.since >= limits.age || members.some(isUrgent))
      .map(({ members }) => members),
  ]

  return {
    get size() {
      return keys.size
    },
    has: (key) => keys.has(key),
    add(intent, since) {
      keys.add(intent.key)
      const { batch } = intent
      if (batch === undefined) {
        alone.set(intent.key, { intent, since })
        return
      }
      const waiting = [...(streams.get(batch.stream) ?? []), { intent, since }]
      streams.set(
        batch.stream,
        waiting.sort((a, b) => a.intent.number - b.intent.number),
      )
    },
    take(now, limits) {
      const waiting = candidates(now, limits).map((members) => ({ members, pressure: pressureOf(members) }))
      if (waiting.length === 0) return []
      const first = waiting.reduce((best, each) =>
        comparePressure(each.pressure, best.pressure) < 0 ? each : best,
      ).members
      for (const waiting of first) remove(waiting)
      const batch = first[0]!.intent.batch
      if (batch !== undefined) occupied.add(batch.stream)
      return first.map(({ intent }) => intent)
    },
    overdue(now) {
      const all = [...alone.values(), ...[...streams.values()].flat()]
      const late = all.filter(({ intent: { deadline } }) => deadline !== undefined && deadline <= now)
      for (const waiting of late) remove(waiting)
      return late.map(({ intent }) => intent)
    },
    release: (stream) => void occupied.delete(stream),
    occupy: (stream) => void occupied.add(stream),
    clear() {
      for (const each of [alone, streams, occupied, keys]) each.clear()
    },
  }
}

/** The first of a stream, as many as go together: of one mode, within the limits, never none. */
function group(stream: readonly Waiting[], { items, bytes, sizeOf }: Limits) {
  const { mode } = stream[0]!.intent.batch as Stream
  let size = 0
  const members: Waiting[] = []
  for (const waiting of stream) {
    if (members.length === items || waiting.intent.batch!.mode !== mode) break
    size += sizeOf(waiting.intent)
    if (members.length > 0 && size > bytes) break
    members.push(waiting)
  }
  return { members, isFull: members.length === items || members.length < stream.length }
}

interface Pressure {
  readonly rank: number
  readonly deadline: number
  readonly number: number
}

const rankOf = (priority: SubmitPriority): number => SUBMIT_PRIORITIES.indexOf(priority)
const isUrgent = ({ intent }: Waiting): boolean => intent.priority === 'urgent'

const pressureOf = (members: readonly Waiting[]): Pressure => ({
  rank: Math.min(...members.map(({ intent }) => rankOf(intent.priority))),
  deadline: Math.min(...members.map(({ intent }) => intent.deadline ?? Number.POSITIVE_INFINITY)),
  number: members[0]!.intent.number,
})

const comparePressure = (a: Pressure, b: Pressure): number =>
  a.rank - b.rank || (a.deadline === b.deadline ? a.number - b.number : a.deadline - b.deadline)
