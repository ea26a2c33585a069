import type { Resources } from '../../../src/grid/capacity/resources.ts'
import { CancelPlacement, PlaceDeployment, PlaceGroup } from '../../../src/grid/placement/events.ts'
import type { Negotiator } from '../../../src/grid/placement/negotiator.ts'
import { placementMemory } from '../../../src/grid/placement/ports.ts'
import type { PlacementRequest } from '../../../src/grid/placement/request.ts'
import { placementUnit } from '../../../src/grid/placement/spec.ts'
import { type Command, defineUnit, type Outcome, type PayloadOf, type ResultOf } from '../../../src/kernel/index.ts'
import { type Left, startFarm } from '../farm/stage.ts'
import { requestOf } from '../nodes.ts'

interface Options {
  readonly farm?: Record<string, unknown>
  readonly config?: Record<string, unknown>
  readonly negotiator?: Negotiator
  readonly left?: Partial<Left>
}

const nobody: Negotiator = {
  place: async () => ({ refusal: { code: 'no-node', failed: {} } }),
  release: async () => {},
}

/** A farm with its nodes read, and what places deployments on it. */
export async function startPlacement(ids: readonly number[], options: Options = {}) {
  const stage = await preparePlacement(ids, options)
  await stage.begin()
  // The farm could not say at first.
  stage.clock.advance(5_000)
  await stage.system.settled()
  return stage
}

/** The same before anybody knows the nodes. */
export async function preparePlacement(
  ids: readonly number[],
  { farm, config, negotiator = nobody, left }: Options = {},
) {
  const stage = await startFarm(ids, farm, left)
  stage.system.register(placementUnit, {
    ports: { negotiator: () => negotiator, ...placementMemory() },
    config: config ?? {},
  })
  const client = stage.system.register(
    defineUnit({ name: 'client', asks: [PlaceDeployment, PlaceGroup, CancelPlacement], category: 'submit' }),
  )
  const ask = <C extends Command>(command: C, payload: PayloadOf<C>): Promise<Outcome<ResultOf<C>>> =>
    client.ask(command, payload, { deadline: '24h' }) as Promise<Outcome<ResultOf<C>>>
  /** What something asked has come to by now. */
  async function now<Value>(asked: Promise<Value>): Promise<Value | 'open'> {
    await stage.system.settled()
    return Promise.race([asked, Promise.resolve('open' as const)])
  }
  /** The same of several that are over by now. */
  async function nowAll<Value>(asked: readonly Promise<Value>[]): Promise<Value[]> {
    const all = await now(Promise.all(asked))
    if (all === 'open') throw new Error('one of them at least is open still')
    return all
  }
  const place = (name: string, resources: Resources, more: Partial<PlacementRequest> = {}) =>
    ask(PlaceDeployment, { name, request: requestOf(resources, more) })
  return {
    ...stage,
    now,
    nowAll,
    place,
    /** What a placement comes to without time passing. */
    placed: (...of: Parameters<typeof place>) => now(place(...of)),
    group: (name: string, all: readonly Resources[]) =>
      ask(PlaceGroup, { name, requests: all.map((each) => requestOf(each)) }),
    cancel: (name: string) => now(ask(CancelPlacement, { name })),
    /** Nodes go to sleep, and it is known. */
    async asleep(...some: number[]) {
      for (const id of some) await stage.power(id, 'Down', 'Down')
    },
    placements: () => stage.system.actors().find(({ name }) => name === 'placement')!.duties['placement'] ?? 0,
  }
}
