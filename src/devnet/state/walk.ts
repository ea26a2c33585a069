import type { StorageKey } from '../types.ts'
import type { TrieNode } from './node.ts'

/** Keys under `prefix` in ascending order, those after `after` only, at most `limit`. */
export function keysUnder(
  top: TrieNode | undefined,
  prefix: StorageKey,
  after: StorageKey | undefined,
  limit: number,
): StorageKey[] {
  const found: StorageKey[] = []

  function visit(node: TrieNode, above: string): void {
    const path = above + node.path
    if (!path.startsWith(prefix) && !prefix.startsWith(path)) return
    // Everything below begins with `path`; if that is smaller than the part of `after` it is compared to, none is after it.
    if (after !== undefined && path < after.slice(0, path.length)) return
    if (node.value !== undefined && path.startsWith(prefix) && (after === undefined || path > after)) found.push(path)
    for (const [slot, child] of node.children?.entries() ?? []) {
      if (found.length >= limit) return
      if (child !== undefined) visit(child, path + slot.toString(16))
    }
  }

  if (top !== undefined && limit > 0) visit(top, '')
  return found
}
