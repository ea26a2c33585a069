import type { NodeView } from '../../../src/grid/capacity/node-view.ts'
import { KINDS, plus, type Resources } from '../../../src/grid/capacity/resources.ts'
import { createRandom, type Random } from '../../../src/kernel/clock/random.ts'
import { gib, nodeOf } from '../../grid/nodes.ts'

/** What the node itself takes. */
export const SYSTEM = gib(0, 10, 2, 0)

/** How often of 100, and what. */
type Mix<T> = ReadonlyArray<readonly [share: number, what: T]>

const NODES: Mix<Resources> = [
  [40, gib(2_000, 500, 32, 8)],
  [30, gib(0, 1_000, 64, 16)],
  [20, gib(8_000, 2_000, 128, 32)],
  [10, gib(0, 4_000, 256, 64)],
]

const DEPLOYMENTS: Mix<Resources> = [
  [30, gib(0, 25, 2, 1)],
  [25, gib(0, 50, 4, 2)],
  [15, gib(0, 100, 8, 4)],
  [8, gib(0, 250, 16, 8)],
  [4, gib(0, 100, 32, 4)],
  [6, gib(0, 25, 2, 8)],
  [9, gib(500, 25, 2, 1)],
  [3, gib(2_000, 50, 8, 4)],
]

export interface Chances {
  readonly random: Random
  deployment(): Resources
  /** A time of which nothing is known but its mean. */
  after(mean: number): number
}

export function createChances(seed: number): Chances {
  const random = createRandom(seed)
  return {
    random,
    deployment: () => drawn(DEPLOYMENTS, 100 * random()),
    after: (mean) => -Math.log(1 - random()) * mean,
  }
}

function drawn<T>(mix: Mix<T>, lot: number): T {
  let below = 0
  for (const [share, what] of mix) {
    below += share
    if (lot < below) return what
  }
  throw new Error('the shares are not 100')
}

/** A farm of mixed nodes, all of them off and unused. */
export function farmOf(count: number, seed: number): NodeView[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, at) =>
    nodeOf(at + 1, { power: 'off', total: drawn(NODES, 100 * random()), used: SYSTEM, system: SYSTEM }),
  )
}

/** Deployments until one more would take so much of the scarcest resource of all nodes together. */
export function deploymentsFor(nodes: readonly NodeView[], share: number, seed: number): Resources[] {
  const chances = createChances(seed)
  const total = sumOf(nodes.map(({ total }) => total))
  const deployments: Resources[] = []
  let sum = sumOf([])
  for (;;) {
    const next = chances.deployment()
    sum = plus(sum, next)
    if (KINDS.some((kind) => sum[kind] > share * total[kind])) return deployments
    deployments.push(next)
  }
}

export const sumOf = (all: readonly Resources[]): Resources => all.reduce(plus, gib(0, 0, 0, 0))
