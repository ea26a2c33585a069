import { z } from 'zod'
import {
  type ActorContext,
  createSystem,
  createVirtualClock,
  defineUnit,
  type Fact,
  fact,
  type RegisterOptions,
  type System,
  type SystemOptions,
  type UnitOf,
} from '../../../src/kernel/index.ts'

export const Foo = fact('up.Foo', { payload: z.object({ n: z.number() }) })
export const Bar = fact('up.Bar', { payload: z.object({ n: z.number() }) })
export const High = fact('up.High', { priority: 'high', payload: z.object({ n: z.number() }) })
export const Low = fact('up.Low', { priority: 'low', payload: z.object({ n: z.number() }) })

type OnFact = (fact: string, n: number, ctx: ActorContext) => void
type Declaration = Omit<Parameters<typeof defineUnit>[0], 'name' | 'consumes' | 'handlers'>

/** An actor that does the same for whatever it consumes. */
export const deriver = (
  name: string,
  consumes: readonly Fact[],
  on: OnFact = () => {},
  declaration: Declaration = {},
): UnitOf<unknown> =>
  defineUnit({
    name,
    consumes,
    handlers: Object.fromEntries(
      consumes.map(({ type }) => [type, (payload: { n: number }, ctx: ActorContext) => on(type, payload.n, ctx)]),
    ),
    ...declaration,
  } as Parameters<typeof defineUnit>[0]) as UnitOf<unknown>

export async function run(
  units: ReadonlyArray<UnitOf<unknown> | readonly [UnitOf<unknown>, RegisterOptions<unknown>]>,
  options: SystemOptions = {},
  prepare: (system: System) => void = () => {},
) {
  const clock = createVirtualClock(1_000)
  const system = createSystem({ clock, seed: 7, ...options })
  prepare(system)
  for (const each of units) {
    if (Array.isArray(each)) system.register(...(each as [UnitOf<unknown>, RegisterOptions<unknown>]))
    else system.register(each as UnitOf<unknown>)
  }
  void system.start()
  await system.settled()
  return {
    system,
    clock,
    async pass(milliseconds: number) {
      clock.advance(milliseconds)
      await system.settled()
    },
    status: (name: string) => system.actors().find((actor) => actor.name === name)?.status,
  }
}
