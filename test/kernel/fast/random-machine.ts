import { type AnyStateMachine, createMachine } from 'xstate'
import type { Draw } from './draw.ts'
import { implementations, type Note, randomAction, randomGuard } from './random-parts.ts'

export const TYPES = ['A', 'B', 'C', 'R', 'a.b', 'a.b.c']
const DESCRIPTORS = [...TYPES, '*', 'a.*', 'a.b.*', 'xstate.error.actor.*']

type Kind = 'atomic' | 'compound' | 'parallel' | 'final' | 'history'

interface Shape {
  readonly key: string
  readonly id: string
  readonly kind: Kind
  readonly children: readonly Shape[]
}

/** How rare what cannot be planned is: 0 has none of it. */
type Spice = number

function randomShape(draw: Draw, key: string, id: string, depth: number, spice: Spice): Shape {
  const kind = kindOf(draw, depth, spice)
  const keys = draw.chance(0.2) ? ['10', '9', 'a', '2'] : ['a', 'b', 'c', 'd']
  const count = kind === 'compound' || kind === 'parallel' ? 1 + draw.below(4) : 0
  const children = keys.slice(0, count).map((child) => randomShape(draw, child, `${id}.${child}`, depth + 1, spice))
  // What is active at first is always a state proper.
  const [first, ...rest] = children
  const proper = first && (first.kind === 'history' || (first.kind === 'final' && depth === 0))
  return { key, id, kind, children: proper ? [{ ...first, kind: 'atomic' }, ...rest] : children }
}

function kindOf(draw: Draw, depth: number, spice: Spice): Kind {
  if (depth === 0) return draw.chance(0.15) ? 'parallel' : 'compound'
  if (draw.chance(0.08 * spice)) return 'final'
  if (draw.chance(0.08 * spice)) return 'history'
  if (depth >= 3) return 'atomic'
  return draw.of<Kind>(['atomic', 'atomic', 'compound', draw.chance(0.5) ? 'parallel' : 'atomic'])
}

const flat = (shape: Shape): Shape[] => [shape, ...shape.children.flatMap(flat)]

/** The same machine for the same draws, noting what it does in `note`. */
export function randomMachine(draw: Draw, note: Note): AnyStateMachine {
  const spice = draw.of([0, 0.2, 1])
  const root = randomShape(draw, 'm', 'm', 0, spice)
  const all = flat(root)
  const ids = all.map(({ id }) => id)
  const actions = (most: number) => draw.some(most, () => randomAction(draw, note, spice))

  function target(shape: Shape, parent: Shape | undefined): unknown {
    const ways: unknown[] = [undefined, `#${draw.of(ids)}`, `#${draw.of(ids)}`]
    if (parent !== undefined) ways.push(draw.of(parent.children).key, draw.of(parent.children).key)
    if (shape.children.length > 0) ways.push(`.${draw.of(shape.children).key}`)
    if (draw.chance(0.05)) ways.push([`#${draw.of(ids)}`, `#${draw.of(ids)}`], [])
    return draw.of(ways)
  }

  function transition(shape: Shape, parent: Shape | undefined): object {
    const guard = randomGuard(draw, note, spice, ids)
    const to = target(shape, parent)
    return {
      ...(to === undefined ? {} : { target: to }),
      ...(guard === undefined ? {} : { guard }),
      ...(draw.chance(0.3) ? { reenter: draw.chance(0.7) } : {}),
      actions: actions(2),
    }
  }

  function state(shape: Shape, parent: Shape | undefined): object {
    const { kind, children } = shape
    if (kind === 'history') return { type: kind, history: draw.of(['shallow', 'deep']) }
    const some = () => Array.from({ length: 1 + draw.below(2) }, () => transition(shape, parent))
    const on = kind === 'final' ? {} : Object.fromEntries(draw.some(4, () => [draw.of(DESCRIPTORS), some()]))
    const initial = children[0]?.key
    const withInitial = kind === 'compound' && {
      initial: draw.chance(0.3) ? { target: initial, actions: actions(2) } : initial,
    }
    return {
      ...(kind === 'parallel' || kind === 'final' ? { type: kind } : {}),
      ...withInitial,
      ...(children.length > 0 && {
        states: Object.fromEntries(children.map((child) => [child.key, state(child, shape)])),
      }),
      ...(draw.chance(0.3) ? { tags: draw.some(2, () => draw.of(['red', 'blue'])) } : {}),
      ...(draw.chance(0.2) ? { meta: { of: shape.id } } : {}),
      entry: actions(2),
      exit: actions(2),
      on,
      ...(kind !== 'final' && spiced(shape, parent)),
    }
  }

  function spiced(shape: Shape, parent: Shape | undefined): object {
    const one = () => transition(shape, parent)
    return {
      ...(draw.chance(0.1 * spice) && { always: [{ ...one(), guard: draw.of(['odd', 'small', 'both']) }] }),
      ...(draw.chance(0.15 * spice) && { after: { 10: one() } }),
      ...(draw.chance(0.1 * spice) && { invoke: { src: 'child', id: `inv.${shape.id}`, onDone: one() } }),
      ...(draw.chance(0.15 * spice) && shape.children.length > 0 && { onDone: one() }),
    }
  }

  const config = { id: 'm', context: { n: 0, kids: 0 }, options: { maxIterations: 12 }, ...state(root, undefined) }
  return createMachine(config as never, implementations(note) as never)
}
