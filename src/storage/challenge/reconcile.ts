import type { Board, Entry } from './board.ts'
import { type ChallengeLayout, contentOf, keyOf, type OpenChallenge } from './open-challenge.ts'

/**
 * Brings the board in line with what was read. Equal challenges are told apart by nothing but their places, and answered by the
 * same: it does not matter which of them is which, only how many there are.
 *
 * @param scope entries that would have been read, if they were still there
 * @param at number of the block it was read at, not before that of any earlier reading
 * @returns those that are new
 */
export function reconcile(
  board: Board,
  layout: ChallengeLayout,
  { scope, found, at }: { scope: readonly Entry[]; found: readonly OpenChallenge[]; at: number },
): Entry[] {
  const known = Map.groupBy(scope, identityIn(layout))
  const there = Map.groupBy(found, identityIn(layout))
  const added: Entry[] = []
  for (const [identity, places] of there) {
    const entries = (known.get(identity) ?? []).sort(byIndex)
    for (const [order, place] of places.sort(byIndex).entries()) {
      const entry = entries[order] ?? begin(place)
      entry.index = place.index
    }
    for (const gone of entries.slice(places.length)) board.vanished(gone, at)
  }
  for (const [identity, entries] of known)
    if (!there.has(identity)) for (const gone of entries) board.vanished(gone, at)
  return added

  function begin(place: OpenChallenge): Entry {
    const key = keyOf(layout, place, (taken) => board.entry(taken) !== undefined)
    const content = contentOf(place.challenge)
    const entry: Entry = { ...place, key, content, goneAt: null, landedIn: null, stage: 'new' }
    board.add(entry)
    added.push(entry)
    return entry
  }
}

const byIndex = (a: { index: number }, b: { index: number }): number => a.index - b.index

const identityIn =
  (layout: ChallengeLayout) =>
  ({ deadline, index, challenge }: OpenChallenge): string =>
    layout === 'map' ? `${deadline}/${index}` : `${deadline}/${contentOf(challenge)}`
