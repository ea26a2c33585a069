import type { NodeView } from '../../../../src/grid/capacity/node-view.ts'
import type { Wake, WakeRound } from '../../../../src/grid/power/wakes.ts'

/** What is to be done in a round: wakes for which there is need, wakes that are due without, and nodes to send to sleep. */
export interface Orders {
  readonly needed: readonly number[]
  readonly due: readonly Wake[]
  readonly sleep: readonly number[]
}

/** Decides on the power of a farm, round after round; of `wakesPerRound` nodes at a time where none is needed. */
export type PowerRule = (nodes: readonly NodeView[], wakesPerRound: number, round: WakeRound) => Orders

export const MINUTE = 60_000
export const DAY = 24 * 60 * MINUTE
/** Percent in use above which the farmerbots wake nodes. */
export const THRESHOLD = 80

const RANDOM_WAKES = 10

/** At random, ten times a month: the farmerbots draw each round for each node. */
export function isDrawnByBot({ counts, random }: WakeRound, node: number, nodes: number, limit: number): boolean {
  const rounds = Math.floor((8_460 - 60 - (10 * (nodes - 1)) / Math.min(limit, nodes)) / 10)
  return counts(node).randomThisMonth < RANDOM_WAKES && Math.floor(random() * 2 ** 31) % rounds === 0
}

export const startOfDay = (now: number): number => Math.floor(now / DAY) * DAY
