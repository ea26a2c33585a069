import type { AnyStateNode, StateValue } from 'xstate'
import { regionsOf } from './nodes.ts'
import type { Plan } from './plan.ts'

/** A set of states that can be active at the same time, in XState's order, which also orders the regions in the value. */
export interface Configuration {
  readonly nodes: AnyStateNode[]
  readonly value: StateValue
  readonly tags: readonly string[]
  /** No `always` could fire in it. */
  readonly settled: boolean
  /** By event type, of those the machine names. */
  readonly plans: Map<string, Plan>
  /** By the longest wildcard that takes the type, for all others: there is no end to them. */
  readonly others: Map<string, Plan>
}

/** @returns undefined when these nodes are not all that is active. */
export function configurationOf(nodes: AnyStateNode[]): Configuration | undefined {
  const [root] = nodes
  if (root === undefined || root.parent !== undefined || !isComplete(nodes)) return undefined
  return {
    nodes,
    value: valueAt(root, nodes) as StateValue,
    tags: [...new Set(nodes.flatMap((node) => node.tags))],
    settled: nodes.every((node) => node.always === undefined),
    plans: new Map(),
    others: new Map(),
  }
}

function isComplete(nodes: readonly AnyStateNode[]): boolean {
  const active = new Set(nodes)
  return nodes.every((node) => {
    const regions = regionsOf(node)
    const count = regions.filter((region) => active.has(region)).length
    const wanted = node.type === 'compound' ? 1 : node.type === 'parallel' ? regions.length : 0
    return count === wanted && (node.parent === undefined || active.has(node.parent))
  })
}

function valueAt(node: AnyStateNode, nodes: readonly AnyStateNode[]): StateValue {
  const children = nodes.filter((child) => child.parent === node)
  const [only] = children
  if (node.type === 'compound' && (only?.type === 'atomic' || only?.type === 'final')) return only.key
  return Object.fromEntries(children.map((child) => [child.key, valueAt(child, nodes)]))
}

/** A state value of one's own. */
export function copyOf(value: StateValue): StateValue {
  if (typeof value === 'string') return value
  const copy: Record<string, StateValue> = {}
  for (const key in value) copy[key] = copyOf(value[key]!)
  return copy
}
