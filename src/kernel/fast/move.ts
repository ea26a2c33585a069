import type { AnyStateNode, AnyTransitionDefinition } from 'xstate'
import { ancestorsOf, inDocumentOrder, isBelow, regionsOf } from './nodes.ts'

/** What a transition with a target leaves and enters. */
export interface Move {
  /** In the order their exit actions run. */
  readonly exits: readonly AnyStateNode[]
  /** In the order their entry actions run. */
  readonly enters: readonly AnyStateNode[]
  /** Of the entered ones, those whose `initial` actions run. */
  readonly initials: ReadonlySet<AnyStateNode>
  /** What is active then, in XState's order. */
  readonly active: readonly AnyStateNode[]
}

/**
 * @returns undefined for several targets, or where history is to be written. What history would have to be read for, or enters
 * only some regions of a parallel state, ends in nodes that are not a whole configuration.
 */
export function moveOf(transition: AnyTransitionDefinition, active: readonly AnyStateNode[]): Move | undefined {
  const [target, ...others] = transition.target as readonly AnyStateNode[]
  if (target === undefined || others.length > 0) return undefined
  const domain = domainOf(transition, target)
  const exits = inDocumentOrder(active.filter((node) => domain === undefined || isBelow(node, domain))).reverse()
  if (exits.some(hasHistory)) return undefined
  const inner = initialNodes(target)
  // A state that stays active is not entered again, though what is below it is.
  const initials = new Set(target === transition.source && target === domain ? inner : [target, ...inner])
  const enters = inDocumentOrder([...new Set([...wayTo(target, domain), ...initials])])
  const stays = active.filter((node) => !exits.includes(node))
  return { exits, enters, initials, active: [...new Set([...stays, ...enters])] }
}

/** The state inside which a transition happens; undefined when the root itself is left. */
function domainOf({ source, reenter }: AnyTransitionDefinition, target: AnyStateNode): AnyStateNode | undefined {
  if (!reenter && (target === source || isBelow(target, source))) return source
  const common = ancestorsOf(target).find((ancestor) => isBelow(source, ancestor))
  return common ?? (reenter ? undefined : source.machine.root)
}

/** The states between the domain and the target. */
function wayTo(target: AnyStateNode, domain: AnyStateNode | undefined): AnyStateNode[] {
  const ancestors = ancestorsOf(target)
  return domain === undefined ? ancestors : ancestors.slice(0, Math.max(0, ancestors.indexOf(domain)))
}

/** The states below that are entered with this one. */
function initialNodes(node: AnyStateNode): AnyStateNode[] {
  const children = node.type === 'compound' ? [node.initial.target[0] as AnyStateNode] : regionsOf(node)
  return children.flatMap((child) => [child, ...initialNodes(child)])
}

const hasHistory = (node: AnyStateNode): boolean =>
  Object.values(node.states as Record<string, AnyStateNode>).some((child) => child.type === 'history')
