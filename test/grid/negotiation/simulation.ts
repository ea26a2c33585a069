import type { NodeView } from '../../../src/grid/capacity/node-view.ts'
import { NOTHING, plus } from '../../../src/grid/capacity/resources.ts'
import type { GroupNegotiator } from '../../../src/grid/negotiation/ask/negotiator.ts'
import type { PlacementRequest } from '../../../src/grid/placement/request.ts'
import { createRandom, type Random } from '../../../src/kernel/index.ts'
import { gib, nodeOf, requestOf } from '../nodes.ts'
import { createFarm, type Farm, type FarmOptions } from './farm.ts'
import { createLedger, exceeds, type Ledger } from './ledger.ts'

const NEVER = new AbortController().signal
const MINUTE = 60_000

export interface Wish {
  readonly name: string
  readonly requests: readonly PlacementRequest[]
}

/** What became of a wish: its nodes, the constraints that refuse it, or the code of what it failed of. */
export type Fate =
  | { readonly nodes: readonly number[] }
  | { readonly refusal: { readonly code: string } }
  | { readonly error: string }

export interface Simulation {
  readonly farm: Farm
  readonly ledger: Ledger
  readonly fates: Map<string, Fate>
  /** Begins to ask for it. */
  ask(wish: Wish, by?: GroupNegotiator): void
  /** Until everything that was asked for has its fate. @throws Error when something has none by then */
  finish(atMost?: number): Promise<void>
  /** What is wrong now, each in a sentence. */
  wrongs(): string[]
}

const between = (random: Random, least: number, most: number) => least + Math.floor(random() * (most - least + 1))

/** Nodes of several sizes, the first of them up, some of the others asleep. */
export function someNodes(random: Random, count: number, sleepers: number): NodeView[] {
  return Array.from({ length: count }, (_, index) => {
    const cores = 4 * between(random, 1, 4)
    return nodeOf(index + 1, {
      total: gib(index % 3 === 0 ? 1_000 : 0, 1_000, cores * 4, cores),
      power: index >= count - sleepers ? 'off' : 'on',
    })
  })
}

export function someWish(random: Random, index: number, groups: number): Wish {
  const parts = random() < groups ? between(random, 2, 4) : 1
  const requests = Array.from({ length: parts }, () => {
    const cores = between(random, 1, 8)
    return requestOf(gib(random() < 0.1 ? 100 : 0, between(random, 1, 100), cores * between(random, 1, 6), cores))
  })
  return { name: `wish-${index}`, requests }
}

export interface SimulationOptions extends FarmOptions {
  /** Whether every message is an occasion to look for a node that holds more than it has; otherwise only the end is. */
  readonly isWatched?: boolean
}

/** A farm that is asked for what was wished, and whoever keeps account of what comes of it. */
export function simulate({ isWatched = true, ...options }: SimulationOptions): Simulation {
  const farm = createFarm(options)
  const ledger = createLedger(options.nodes)
  const fates = new Map<string, Fate>()
  const found: string[] = []
  let open = 0

  const look = () => {
    for (const { id, total } of options.nodes) {
      const held = farm.holds(id).reduce((sum, { resources }) => plus(sum, resources), NOTHING)
      if (exceeds(held, total)) found.push(`node ${id} holds more than it has`)
    }
  }
  if (isWatched) farm.network.onSend(look)

  return {
    farm,
    ledger,
    fates,
    ask({ name, requests }, by = farm.negotiator) {
      open += 1
      by.placeTogether(name, requests, { signal: NEVER })
        .then((fate) => {
          fates.set(name, fate)
          if ('nodes' in fate) ledger.promise(name, requests, fate.nodes)
        })
        .catch((error: Error) => {
          fates.set(name, { error: error.message })
        })
        .finally(() => {
          open -= 1
        })
    },
    async finish(atMost = 180 * MINUTE) {
      if (!(await farm.time.until(() => open === 0, atMost))) throw new Error(`${open} came to nothing`)
      look()
    },
    wrongs() {
      const confirmed = options.nodes.flatMap(({ id }) =>
        farm.holds(id).flatMap((hold) => (hold.isConfirmed ? [{ id, ...hold }] : [])),
      )
      const astray = confirmed
        .filter(({ id, name, part }) => ledger.names.get(name)?.[part] !== id)
        .map(({ id, name, part }) => `node ${id} keeps part ${part} of ${name}, which is not there`)
      const missing = [...ledger.names].flatMap(([name, nodes]) =>
        nodes.flatMap((id, part) =>
          confirmed.some((hold) => hold.id === id && hold.name === name && hold.part === part)
            ? []
            : [`${name} was promised node ${id}, which does not keep it`],
        ),
      )
      const failed = [...fates].flatMap(([name, fate]) => ('error' in fate ? [`${name}: ${fate.error}`] : []))
      return [...new Set([...found, ...astray, ...missing, ...failed])]
    },
  }
}

/** The same each time for the same seed. */
export const randomOf = (seed: number): Random => createRandom(seed)
