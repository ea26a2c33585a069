import type { ChallengeLayout, OpenChallenge } from './open-challenge.ts'
import type { Spot } from './read.ts'
import { placeIn } from './sorted.ts'

/** A challenge whose duty runs. */
export interface Entry extends OpenChallenge {
  readonly key: string
  readonly content: string
  /** As last read. */
  index: number
  /** Number of the block at which it was found to be gone. */
  goneAt: number | null
  /** Block of an answer of ours after which it was gone. */
  landedIn: number | null
  /**
   * - `new`: its duty is about to start. `resting`: nothing to be done now. `waiting`: for its turn. `building`: its answer is being made. `underWay`: the answer is
   *   with the lane.
   */
  stage: 'new' | 'resting' | 'waiting' | 'building' | 'underWay'
}

/** What an event has said of one challenge of a deadline, whoever's it was. */
export interface EndNote {
  readonly how: 'defended' | 'slashed'
  /** Its place in the list then, or its number. */
  readonly index: number
  readonly isOurs: boolean
  readonly block: number
  /** Block of the challenge, where the event tells. */
  readonly createdIn: number | null
}

/** What the challenge actor has in mind: its open challenges, and where it has to look. The chain tells all of it again. */
export interface Board {
  /** Number of the last block of which this actor knows, as deadlines are counted. */
  head: number
  /** By how much numbers that deadlines are counted in are ahead of this chain's own, as last read. */
  ahead: number
  /** How the chain keeps challenges, as last read. */
  layout: ChallengeLayout | null
  entry(key: string): Entry | undefined
  entries(): Entry[]
  hasDeadline(deadline: number): boolean
  ofDeadline(deadline: number): Entry[]
  /** Those of the same deadline and content, itself included, the lowest place first. */
  equalsOf(entry: Entry): Entry[]
  /** Was not there when it was looked for at this block. */
  vanished(entry: Entry, at: number): void
  /** Those that were not there before this block. */
  vanishedBefore(block: number): Entry[]
  /** Deadlines of entries that are over at this block, in order. */
  over(block: number): number[]
  add(entry: Entry): void
  remove(key: string): void
  open(bucketId: bigint): number

  /** Has a spot looked at. */
  mark(deadline: number, index: number): void
  /** Has it looked at once the next block is there: all that happens to a list in one block is then one look. */
  markLater(deadline: number, index: number): void
  markNow(): void
  readonly isMarked: boolean
  /** Takes out the next spot. */
  nextSpot(): Spot | undefined

  note(deadline: number, end: EndNote): void
  notes(deadline: number): readonly EndNote[]
  clear(): void
}

const nameOf = ({ deadline, content }: Entry): string => `${deadline}/${content}`
const same = (deadline: number): number => deadline

function addTo<Key, Item>(sets: Map<Key, Set<Item>>, key: Key, item: Item): void {
  const set = sets.get(key)
  if (set === undefined) sets.set(key, new Set([item]))
  else set.add(item)
}

export function createBoard(): Board {
  const entries = new Map<string, Entry>()
  const groups = new Map<number, Set<Entry>>()
  const deadlines: number[] = []
  const marked = new Map<number, Set<number>>()
  const later = new Map<number, Set<number>>()
  const notes = new Map<number, EndNote[]>()
  const byBucket = new Map<bigint, number>()
  const equals = new Map<string, Set<Entry>>()
  const gone = new Set<Entry>()

  const count = (bucketId: bigint, by: 1 | -1) => {
    const open = (byBucket.get(bucketId) ?? 0) + by
    if (open === 0) byBucket.delete(bucketId)
    else byBucket.set(bucketId, open)
  }

  return {
    head: 0,
    ahead: 0,
    layout: null,
    entry: (key) => entries.get(key),
    entries: () => [...entries.values()],
    hasDeadline: (deadline) => groups.has(deadline),
    ofDeadline: (deadline) => [...(groups.get(deadline) ?? [])],
    equalsOf: (entry) => [...(equals.get(nameOf(entry)) ?? [])].sort((a, b) => a.index - b.index),
    vanished(entry, at) {
      entry.goneAt ??= at
      gone.add(entry)
    },
    vanishedBefore: (block) => [...gone].filter(({ goneAt }) => goneAt! < block),
    over: (block) => deadlines.slice(0, placeIn(deadlines, block, same)),
    add(entry) {
      const { key, deadline, challenge } = entry
      entries.set(key, entry)
      if (!groups.has(deadline)) deadlines.splice(placeIn(deadlines, deadline, same), 0, deadline)
      addTo(groups, deadline, entry)
      addTo(equals, nameOf(entry), entry)
      count(challenge.bucketId, 1)
    },
    remove(key) {
      const entry = entries.get(key)
      if (entry === undefined) return
      const { deadline, challenge } = entry
      entries.delete(key)
      gone.delete(entry)
      count(challenge.bucketId, -1)
      const alike = equals.get(nameOf(entry))!
      alike.delete(entry)
      if (alike.size === 0) equals.delete(nameOf(entry))
      const group = groups.get(deadline)!
      group.delete(entry)
      if (group.size > 0) return
      groups.delete(deadline)
      notes.delete(deadline)
      deadlines.splice(placeIn(deadlines, deadline, same), 1)
    },
    open: (bucketId) => byBucket.get(bucketId) ?? 0,

    mark: (deadline, index) => addTo(marked, deadline, index),
    markLater: (deadline, index) => addTo(later, deadline, index),
    markNow() {
      for (const [deadline, indices] of later) for (const index of indices) addTo(marked, deadline, index)
      later.clear()
    },
    get isMarked() {
      return marked.size > 0
    },
    nextSpot() {
      const [first] = marked
      if (first === undefined) return undefined
      const [deadline, indices] = first
      marked.delete(deadline)
      return { deadline, indices: [...indices] }
    },

    note(deadline, end) {
      if (!groups.has(deadline)) return
      const known = notes.get(deadline)
      if (known === undefined) notes.set(deadline, [end])
      else known.push(end)
    },
    notes: (deadline) => notes.get(deadline) ?? [],
    clear() {
      for (const each of [entries, groups, marked, later, notes, byBucket, equals, gone]) each.clear()
      deadlines.length = 0
    },
  }
}
