import type { AnyStateNode, StateValue } from 'xstate'
import type { System } from '../../kernel/index.ts'

/** Machines mark by it the states in which they do what they are there for. */
const READY = 'ready'

/** An actor that the node cannot do its duties without. */
export interface Condition {
  readonly actor: string
  /** Of its machine, such as `following.live`; of an actor that does not run, that. */
  readonly states: readonly string[]
  /** Why it is not ready, in the words of its machine. */
  readonly because?: string
}

export interface Readiness {
  readonly ready: boolean
  readonly conditions: readonly Condition[]
}

/**
 * Whether a node can do its duties now: each actor whose machine marks states as ready is in one of them. For the follower that
 * means connected, no longer without a block than its watchdog allows, caught up, and the metadata in force known; for the
 * transactions that they are signed.
 */
export function readinessOf(system: System): Readiness {
  const infos = new Map(system.actors().map((info) => [info.name, info]))
  const conditions = system.units().flatMap(({ unit: { name, machine } }): Condition[] => {
    const info = infos.get(name)
    const root = (machine as { readonly root?: AnyStateNode } | undefined)?.root
    if (info === undefined || root === undefined || !isMarked(root)) return []
    if (info.status !== 'running') return [{ actor: name, states: [info.status], because: `It is ${info.status}.` }]
    return [conditionOf(name, activeIn(root, info.state as StateValue))]
  })
  return { ready: conditions.length > 0 && conditions.every(({ because }) => because === undefined), conditions }
}

function conditionOf(actor: string, active: readonly AnyStateNode[]): Condition {
  const leaves = active.filter(({ states }) => Object.keys(states).length === 0)
  const states = leaves.map(({ path }) => path.join('.'))
  if (active.some(({ tags }) => tags.includes(READY))) return { actor, states }
  return { actor, states, because: leaves.map(({ description = 'Not ready.' }) => description).join(' ') }
}

const isMarked = (node: AnyStateNode): boolean =>
  node.tags.includes(READY) || Object.values(node.states).some((child) => isMarked(child as AnyStateNode))

/** The states that a machine is in, those around them included. */
function activeIn(node: AnyStateNode, value: StateValue): AnyStateNode[] {
  const inner = typeof value === 'string' ? { [value]: {} } : value
  return [
    node,
    ...Object.entries(inner).flatMap(([key, below]) => activeIn(node.states[key] as AnyStateNode, below as StateValue)),
  ]
}
