import type { EndNote, Entry } from './board.ts'
import type { ChallengeLayout } from './open-challenge.ts'

/** How a challenge that is gone has ended. */
export interface Ending {
  readonly outcome: 'defended' | 'slashed'
  /** Blocks from the challenge to its answer, where both are known. */
  readonly blocksTaken: number | null
}

/**
 * What became of challenges of one deadline that are gone, by what the chain's events have said up to then. Before the deadline
 * only an answer takes one out of a list. In the block of the deadline some may be answered, and then the rest is slashed: the
 * events of that block, one after the other, say which by the places that they had then.
 */
export function endingsOf(
  layout: ChallengeLayout,
  deadline: number,
  gone: readonly Entry[],
  notes: readonly EndNote[],
): Map<Entry, Ending> {
  const outcomes = layout === 'map' ? byNumber(gone, notes) : byPlace(deadline, gone, notes)
  const isAnySlashed = notes.some(({ how, isOurs }) => how === 'slashed' && isOurs)
  const createdIn = notes.find((note) => note.createdIn !== null)?.createdIn ?? null
  const lastDefended = notes.findLast(({ how }) => how === 'defended')?.block ?? null
  return new Map(
    gone.map((entry) => {
      const outcome = outcomes.get(entry) ?? supposed(entry)
      const answeredIn = entry.landedIn ?? lastDefended
      const isTimed = outcome === 'defended' && createdIn !== null && answeredIn !== null
      return [entry, { outcome, blocksTaken: isTimed ? answeredIn - createdIn : null }]
    }),
  )

  /** When no event is about it, for events may have passed by unread. */
  function supposed({ landedIn, goneAt }: Entry): Ending['outcome'] {
    if (landedIn !== null || goneAt! < deadline) return 'defended'
    return notes.length > 0 && !isAnySlashed ? 'defended' : 'slashed'
  }
}

const byNumber = (gone: readonly Entry[], notes: readonly EndNote[]): Map<Entry, Ending['outcome']> => {
  const ends = new Map(notes.map(({ index, how }) => [index, how]))
  return new Map(gone.flatMap((entry) => (ends.has(entry.index) ? [[entry, ends.get(entry.index)!] as const] : [])))
}

function byPlace(deadline: number, gone: readonly Entry[], notes: readonly EndNote[]): Map<Entry, Ending['outcome']> {
  const outcomes = new Map<Entry, Ending['outcome']>()
  let places = gone.filter(({ goneAt }) => goneAt! >= deadline).map((entry) => ({ entry, place: entry.index }))
  for (const { how, index } of notes.filter(({ block }) => block === deadline)) {
    for (const { entry } of places.filter(({ place }) => place === index)) outcomes.set(entry, how)
    // Those that are slashed are counted as they stand; an answer takes its own out.
    if (how === 'defended')
      places = places
        .filter(({ place }) => place !== index)
        .map(({ entry, place }) => ({ entry, place: place > index ? place - 1 : place }))
  }
  return outcomes
}
