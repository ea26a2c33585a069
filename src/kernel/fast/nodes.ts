import type { AnyStateNode } from 'xstate'

export const nodesBelow = (node: AnyStateNode): AnyStateNode[] =>
  regionsOf(node).flatMap((child) => [child, ...nodesBelow(child)])

/** Children that can be active; a history node never is. */
export const regionsOf = (node: AnyStateNode): AnyStateNode[] =>
  Object.values(node.states as Record<string, AnyStateNode>).filter((child) => child.type !== 'history')

/** From the parent up to the root. */
export function ancestorsOf(node: AnyStateNode): AnyStateNode[] {
  const ancestors: AnyStateNode[] = []
  for (let above = node.parent; above !== undefined; above = above.parent) ancestors.push(above)
  return ancestors
}

/** Whether `node` is somewhere below `ancestor`. */
export const isBelow = (node: AnyStateNode, ancestor: AnyStateNode): boolean => ancestorsOf(node).includes(ancestor)

export const inDocumentOrder = (nodes: readonly AnyStateNode[]): AnyStateNode[] =>
  nodes.toSorted((a, b) => a.order - b.order)
