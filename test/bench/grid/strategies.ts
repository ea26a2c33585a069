import type { NodeView } from '../../../src/grid/capacity/node-view.ts'
import { createBestFit } from '../../../src/grid/placement/best-fit.ts'
import { createFirstFit } from '../../../src/grid/placement/first-fit.ts'
import type { Planner } from '../../../src/grid/placement/planner.ts'
import type { PlacementRequest } from '../../../src/grid/placement/request.ts'
import { createBotFind } from './references/find.ts'

/** A way to find a node, as it is measured. */
export interface Strategy {
  readonly name: string
  create(): Placer
}

export interface Placer {
  put(node: NodeView): void
  find(request: PlacementRequest): Placed
}

export interface Placed {
  readonly node: number | undefined
  /** That went over the network until the node was known, the question and the answer to it included. */
  readonly messages: number
}

/** One who plans for all: a question and an answer. */
export const centralised = (name: string, create: () => Pick<Planner, 'put' | 'find'>): Strategy => ({
  name,
  create() {
    const planner = create()
    return {
      put: (node) => planner.put(node),
      find(request) {
        const found = planner.find(request)
        return { node: 'node' in found ? found.node : undefined, messages: 2 }
      },
    }
  },
})

export const BEST_FIT = centralised('best-fit', () => createBestFit(0))
export const FIRST_FIT = centralised('first-fit', () => createFirstFit(0))
/** The two farmerbots find nodes alike. */
export const BOTS = centralised('V and Go rule', createBotFind)

export const STRATEGIES: readonly Strategy[] = [BEST_FIT, FIRST_FIT, BOTS]
