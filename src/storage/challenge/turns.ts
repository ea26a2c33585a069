import type { Entry } from './board.ts'
import type { ChallengeLayout } from './open-challenge.ts'
import { placeIn } from './sorted.ts'

/** Whose turn it is to be answered. */
export interface Turns {
  /** Lets an entry wait for its turn. */
  wait(entry: Entry): void
  /** Takes out the next one, if there is one that may begin; it counts as being built from then on. */
  take(layout: ChallengeLayout): Entry | undefined
  /** Its answer goes to the lane. */
  hand(entry: Entry): void
  /** It neither waits nor is at work any more. */
  rest(entry: Entry): void
  /** Places in the list of a deadline have changed. */
  moved(deadline: number): void
  readonly building: number
  readonly atWork: number
  clear(): void
}

const placeOf = ({ index }: Entry): number => index
const same = (deadline: number): number => deadline

/**
 * Those whose time runs out first come first. In a list an answer moves all above it down: of one deadline they are answered from
 * the top, one after the other, so that no answer of ours lets another one of ours miss. One that has missed, because somebody
 * else was answered below it, waits until those under way below have landed.
 */
export function createTurns(): Turns {
  /** By deadline, the lowest place first. */
  const waiting = new Map<number, Entry[]>()
  const deadlines: number[] = []
  const building = new Set<Entry>()
  const underWay = new Set<Entry>()

  function drop(entry: Entry): void {
    const { deadline } = entry
    const group = waiting.get(deadline)
    if (group === undefined) return
    const place = placeIn(group, entry.index, placeOf)
    // One that is gone keeps the place that another has by now.
    group.splice(group[place] === entry ? place : group.indexOf(entry), 1)
    if (group.length > 0) return
    waiting.delete(deadline)
    deadlines.splice(placeIn(deadlines, deadline, same), 1)
  }

  /** The lowest of a list that is at work; none above it may begin. */
  function lowestAtWork(deadline: number): number {
    let lowest = Number.POSITIVE_INFINITY
    for (const set of [building, underWay])
      for (const entry of set) if (entry.deadline === deadline) lowest = Math.min(lowest, entry.index)
    return lowest
  }

  function nextOf(deadline: number, layout: ChallengeLayout): Entry | undefined {
    const group = waiting.get(deadline)!
    if (layout === 'map') return group.at(-1)
    for (const entry of building) if (entry.deadline === deadline) return undefined
    return group[placeIn(group, lowestAtWork(deadline), placeOf) - 1]
  }

  return {
    get building() {
      return building.size
    },
    get atWork() {
      return building.size + underWay.size
    },
    wait(entry) {
      this.rest(entry)
      entry.stage = 'waiting'
      const { deadline } = entry
      const group = waiting.get(deadline)
      if (group !== undefined) group.splice(placeIn(group, entry.index, placeOf), 0, entry)
      else {
        waiting.set(deadline, [entry])
        deadlines.splice(placeIn(deadlines, deadline, same), 0, deadline)
      }
    },
    take(layout) {
      // A deadline of which none may begin has one at work: the walk is short.
      for (const deadline of deadlines) {
        const entry = nextOf(deadline, layout)
        if (entry === undefined) continue
        drop(entry)
        entry.stage = 'building'
        building.add(entry)
        return entry
      }
      return undefined
    },
    hand(entry) {
      building.delete(entry)
      underWay.add(entry)
      entry.stage = 'underWay'
    },
    rest(entry) {
      if (entry.stage === 'waiting') drop(entry)
      building.delete(entry)
      underWay.delete(entry)
      entry.stage = 'resting'
    },
    moved: (deadline) => void waiting.get(deadline)?.sort((a, b) => a.index - b.index),
    clear() {
      for (const each of [waiting, building, underWay]) each.clear()
      deadlines.length = 0
    },
  }
}
