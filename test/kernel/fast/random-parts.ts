import { and, assign, emit, enqueueActions, fromCallback, not, or, raise, sendTo, stateIn } from 'xstate'
import type { Draw } from './draw.ts'

/** What the actions, guards and children of a machine saw. */
export type Note = (what: string, args: object, params?: unknown) => void

/** Notes, then gives what `value` makes of the arguments. */
const noting =
  <T>(note: Note, what: string, value: (args: Args) => T) =>
  (args: Args, params?: unknown): T => {
    note(what, args, params)
    return value(args)
  }

interface Args {
  readonly context: Context
  readonly event: { readonly type: string }
}

export interface Context {
  readonly n: number
  readonly kids: number
}

const paramsOf = (note: Note) => noting(note, 'params', ({ context, event }) => ({ n: context.n, type: event.type }))

/** Implementations by name, as machines get them from `setup`. */
export const implementations = (note: Note) => ({
  actions: {
    log: (args: object, params: unknown) => note('log', args, params),
    other: (args: object, params: unknown) => note('other', args, params),
    bump: assign((args: object, params: unknown) => {
      note('bump', args, params)
      return { n: (args as Args).context.n + 1 }
    }),
    keyed: assign({
      n: noting(note, 'keyed', ({ context }) => context.n + 2) as never,
      last: 'k',
    }),
    spawns: assign((args: object) => {
      const { spawn, context } = args as unknown as Args & { spawn: (src: string, options: object) => unknown }
      note('spawns', args)
      if (context.kids < 2) spawn('child', { id: `kid${context.kids}` })
      return { kids: context.kids + 1 }
    }),
    throws: (args: object) => {
      note('throws', args)
      throw new Error('action threw')
    },
    raises: raise({ type: 'R' }),
  },
  guards: {
    odd: noting(note, 'odd', ({ context }) => context.n % 2 === 1),
    small: noting(note, 'small', ({ context }) => context.n < 6),
    bad: (args: object) => {
      note('bad', args)
      throw new Error('guard threw')
    },
    alias: 'odd',
    both: and(['odd', 'small']),
  },
  actors: {
    child: fromCallback(({ self }) => {
      note(`child ${self.id} began`, {})
      return () => note(`child ${self.id} ended`, {})
    }),
  },
})

export function randomAction(draw: Draw, note: Note, spice: number): unknown {
  if (draw.chance(0.25 * spice))
    return draw.of([
      'spawns',
      'raises',
      'throws',
      raise({ type: 'A' }),
      raise({ type: 'R' }, { delay: 10 }),
      emit({ type: 'said' }),
      // At once, it could go on for ever.
      sendTo(({ self }) => self, { type: 'B' }, { delay: 10 }),
      enqueueActions(({ enqueue, check }) => {
        enqueue.assign({ n: 0 })
        if (check('small' as never)) enqueue('log' as never)
      }),
      () => {
        throw new TypeError('inline threw')
      },
    ])
  const label = draw.below(9)
  return draw.of([
    'log',
    'bump',
    'keyed',
    'missing',
    { type: 'log' },
    { type: 'other', params: { label } },
    { type: 'log', params: paramsOf(note) },
    { type: 'bump', params: paramsOf(note) },
    (args: object, params: unknown) => note(`inline ${label}`, args, params),
    assign(noting(note, `assign ${label}`, ({ context }) => ({ n: context.n + label })) as never),
    assign({ last: label }),
  ])
}

export function randomGuard(draw: Draw, note: Note, spice: number, ids: readonly string[]): unknown {
  if (draw.chance(0.15 * spice)) return draw.of(['bad', 'alias', 'absent', { type: 'bad', params: 1 }, not('bad')])
  const label = draw.below(9)
  return draw.of([
    undefined,
    undefined,
    'odd',
    'both',
    { type: 'small', params: { label } },
    { type: 'odd', params: paramsOf(note) },
    { type: 'both', params: paramsOf(note) },
    noting(note, `guard ${label}`, ({ context }) => context.n % 3 !== 0),
    ({ event }: Args) => event.type.length > 1,
    and(['small', ({ context }: Args) => context.n > 2]),
    or(['odd', { type: 'small', params: 3 }]),
    not('odd'),
    stateIn(`#${draw.of(ids)}`),
  ])
}
