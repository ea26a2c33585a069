import fc from 'fast-check'
import { z } from 'zod'
import {
  type ActorContext,
  command,
  defineUnit,
  fact,
  type MailboxPolicy,
  type System,
  type TaskContext,
  type UnitOf,
} from '../../../src/kernel/index.ts'

export const Low = fact('prop.Low', { priority: 'low', payload: z.object({ n: z.number() }) })
export const Plain = fact('prop.Plain', { payload: z.object({ n: z.number() }) })
export const High = fact('prop.High', { priority: 'high', payload: z.object({ n: z.number() }) })
export const Short = fact('prop.Short', { expires: '20ms', payload: z.object({ n: z.number() }) })
export const Ask = command('prop.Ask', { category: 'advise', payload: z.number(), result: z.number() })

export const FACTS = [Low, Plain, High, Short] as const
export const NAMES = ['a', 'b', 'c'] as const
const POLICIES: readonly MailboxPolicy[] = ['refuse', 'coalesce-latest', 'drop-oldest']

/** A unit that sometimes crashes, sometimes emits on, and answers what it is asked after a while. */
export interface Shape {
  readonly bound: number
  readonly policies: readonly number[]
  /** It crashes at every payload that this divides; 0 for never. */
  readonly crashesAt: number
  readonly echoes: boolean
  readonly broken: boolean
  readonly owns: boolean
}

export const shape: fc.Arbitrary<Shape> = fc.record({
  bound: fc.integer({ min: 1, max: 5 }),
  policies: fc.array(fc.nat(2), { minLength: 4, maxLength: 4 }),
  crashesAt: fc.constantFrom(0, 0, 3, 7),
  echoes: fc.boolean(),
  broken: fc.constantFrom(false, false, false, true),
  owns: fc.constant(false),
})

export function unitOf(name: string, { bound, policies, crashesAt, echoes, owns }: Shape): UnitOf<unknown> {
  const note = ({ n }: { n: number }, ctx: ActorContext) => {
    if (crashesAt > 0 && n % crashesAt === 0) throw new Error(`crash at ${n}`)
    if (echoes && n > 0 && n % 5 === 0) ctx.emit(Plain, { n: n - 1 })
  }
  return defineUnit({
    name,
    consumes: [...FACTS],
    emits: [Plain],
    ...(owns && { owns: [Ask], category: 'advise' }),
    mailbox: {
      bound,
      policy: Object.fromEntries(FACTS.map(({ type }, index) => [type, POLICIES[policies[index]!]!])),
    },
    restart: { type: 'permanent', intensity: 10_000, backoff: { min: 5, max: 40 } },
    handlers: {
      ...Object.fromEntries(FACTS.map(({ type }) => [type, note])),
      ...(owns && {
        'prop.Ask': async (n: number, ctx: TaskContext) => {
          await ctx.sleep(n)
          return n
        },
      }),
    },
  }) as UnitOf<unknown>
}

export type Operation =
  | { readonly do: 'emit'; readonly fact: number; readonly n: number }
  | { readonly do: 'pause' | 'resume' | 'restart' | 'unregister'; readonly name: number }
  | { readonly do: 'register' | 'replace'; readonly name: number; readonly shape: Shape }
  | { readonly do: 'advance'; readonly by: number }
  | { readonly do: 'drain' | 'step' }

const named = <Name extends string>(...names: Name[]) =>
  fc.record({ do: fc.constantFrom(...names), name: fc.nat(NAMES.length - 1) })

const emission = fc.record({ do: fc.constant('emit' as const), fact: fc.nat(3), n: fc.nat(40) })

/** Mostly emissions, with everything that can be done to actors in between. */
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 8, arbitrary: emission },
  { weight: 3, arbitrary: named('pause', 'resume', 'restart', 'unregister') },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('register' as const, 'replace' as const),
      name: fc.nat(NAMES.length - 1),
      shape,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('advance' as const), by: fc.nat(60) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('drain' as const, 'step' as const) }) },
)

/** Does one of them; what the system refuses at the call is left at that. */
export function perform(system: System, clock: { advance(by: number): void }, each: Operation): void {
  const exists = 'name' in each && system.actors().some(({ name }) => name === NAMES[each.name])
  switch (each.do) {
    case 'emit':
      system.emit(FACTS[each.fact]!, { n: each.n })
      break
    case 'register':
      if (!exists) system.register(unitOf(NAMES[each.name]!, each.shape))
      break
    case 'replace':
      if (exists) void system.replace(NAMES[each.name]!, replacementOf(each))
      break
    case 'pause':
    case 'resume':
    case 'restart':
    case 'unregister':
      if (exists) system[each.do](NAMES[each.name]!)
      break
    case 'advance':
      clock.advance(each.by)
      break
    case 'step':
      system.drainUntil(() => true)
      break
    case 'drain':
      system.drain()
  }
}

/** One in four does not even start. */
const replacementOf = ({ name, shape }: Extract<Operation, { do: 'register' | 'replace' }>): UnitOf<unknown> => {
  const unit = unitOf(NAMES[name]!, shape)
  if (!shape.broken) return unit
  return {
    ...unit,
    adopt: () => {
      throw new Error('does not start')
    },
  }
}
