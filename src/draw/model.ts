import type { AnyStateMachine, StateNode } from 'xstate'

/** A state as it is drawn. */
export interface DrawnState {
  /** XState's id: the path from the machine, joined by dots. */
  readonly id: string
  readonly key: string
  readonly type: 'atomic' | 'compound' | 'parallel' | 'final' | 'history'
  readonly description: string
  readonly tags: readonly string[]
  readonly invokes: readonly string[]
  readonly entry: readonly string[]
  readonly exit: readonly string[]
  /** Transitions that stay in the state, as text. */
  readonly inner: readonly string[]
  /** Id of the state it starts in. */
  readonly initial: string | undefined
  readonly children: readonly DrawnState[]
}

/** A transition from one state to another. */
export interface DrawnTransition {
  readonly source: string
  readonly target: string
  readonly event: string
  readonly guard: string | undefined
  readonly actions: readonly string[]
}

export interface DrawnMachine {
  readonly id: string
  readonly root: DrawnState
  readonly transitions: readonly DrawnTransition[]
}

type Node = StateNode<never, never>
type Transition =
  ReturnType<Node['transitions']['get']> extends infer List | undefined
    ? List extends ReadonlyArray<infer Item>
      ? Item
      : never
    : never

/** Reads a machine into the plain tree and edges that pictures are made of. */
export function modelOf(machine: AnyStateMachine): DrawnMachine {
  const transitions: DrawnTransition[] = []

  function visit(node: Node): DrawnState {
    const leaving = transitionsOf(node)
    for (const transition of leaving)
      for (const target of transition.target ?? [])
        transitions.push({ ...labelOf(transition), source: node.id, target: (target as unknown as Node).id })
    const { description, tags } = node as unknown as { description?: string; tags: readonly string[] }
    return {
      id: node.id,
      key: node.key,
      type: node.type as DrawnState['type'],
      description: description ?? '',
      tags,
      invokes: node.invoke.map(({ src }) => String(src)),
      entry: namesOf(node.entry),
      exit: namesOf(node.exit),
      inner: leaving
        .filter(({ target }) => target === undefined || target.length === 0)
        .map((inner) => textOf(labelOf(inner))),
      initial: node.type === 'compound' ? (node.initial.target?.[0] as unknown as Node | undefined)?.id : undefined,
      children: (Object.values(node.states) as unknown as Node[]).sort((a, b) => a.order - b.order).map(visit),
    }
  }

  const root = visit(machine.root as unknown as Node)
  return { id: machine.id, root, transitions }
}

const transitionsOf = (node: Node): Transition[] => [
  ...([...node.transitions.values()].flat() as Transition[]),
  ...((node.always ?? []) as Transition[]),
]

function labelOf(transition: Transition): Pick<DrawnTransition, 'event' | 'guard' | 'actions'> {
  return {
    event: eventText(transition.eventType),
    guard: guardName(transition.guard),
    actions: namesOf(transition.actions),
  }
}

/** One line: `event [guard] / actions`. */
export const textOf = ({ event, guard, actions }: Pick<DrawnTransition, 'event' | 'guard' | 'actions'>): string =>
  [event, guard === undefined ? '' : `[${guard}]`, actions.length === 0 ? '' : `/ ${actions.join(', ')}`]
    .filter((part) => part !== '')
    .join(' ')

/** XState's own event names in words. */
export function eventText(type: string): string {
  if (type.startsWith('xstate.after.')) return `after ${delayName(type)}`
  const child = /^xstate\.(done|error)\.(?:actor|state)\.(.+)$/.exec(type)
  if (child !== null) return `${child[1]} ${child[2]}`
  return type === '' ? 'always' : type === '*' ? 'any event' : type
}

/** The delay in `xstate.after.<delay>.<state id>`: a name of ours has one dot, a number has none. */
function delayName(type: string): string {
  const rest = type.slice('xstate.after.'.length)
  const number = /^(\d+)\./.exec(rest)
  if (number !== null) return `${number[1]} ms`
  return /^([^.]+\.[^.]+)\./.exec(rest)?.[1] ?? rest
}

const nameOf = (value: unknown): string =>
  typeof value === 'string' ? value : String((value as { type?: unknown }).type ?? 'inline')

/** Names of actions; those by which XState keeps its own timers are left out. */
function namesOf(actions: readonly unknown[]): string[] {
  return actions
    .filter((action) => !nameOf(action).startsWith('xstate.'))
    .map((action) => {
      const params = (action as { params?: Record<string, unknown> }).params
      return params === undefined
        ? nameOf(action)
        : `${nameOf(action)}(${Object.values(params).map(String).join(', ')})`
    })
}

function guardName(guard: unknown): string | undefined {
  if (guard === undefined || guard === null) return undefined
  const combined = (guard as { guards?: readonly unknown[] }).guards
  return combined === undefined
    ? nameOf(guard)
    : `${nameOf(guard).replace('xstate.', '')}(${combined.map(guardName).join(', ')})`
}
