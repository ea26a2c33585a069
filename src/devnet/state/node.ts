/**
 * A node of the base-16 Patricia-Merkle trie, never changed once made: versions of the state share what they have in common.
 * `path` holds the nibbles between the parent's child slot and this node, as hex digits.
 */
export interface TrieNode {
  readonly path: string
  readonly value: Uint8Array | undefined
  /** By nibble; `undefined` on a leaf. */
  readonly children: readonly (TrieNode | undefined)[] | undefined
  /** Its encoding, once asked for. */
  encoded?: Uint8Array
}

const NO_CHILDREN: readonly (TrieNode | undefined)[] = new Array(16).fill(undefined)

export const leaf = (path: string, value: Uint8Array): TrieNode => ({ path, value, children: undefined })

const branch = (
  path: string,
  value: Uint8Array | undefined,
  children: readonly (TrieNode | undefined)[],
): TrieNode => ({
  path,
  value,
  children,
})

const nibble = (path: string, at: number): number => Number.parseInt(path.charAt(at), 16)

function commonPrefix(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  let shared = 0
  while (shared < length && a.charCodeAt(shared) === b.charCodeAt(shared)) shared += 1
  return shared
}

const withChild = (children: readonly (TrieNode | undefined)[], slot: number, child: TrieNode | undefined) => {
  const copy = [...children]
  copy[slot] = child
  return copy
}

const withPath = (node: TrieNode, path: string): TrieNode => ({ path, value: node.value, children: node.children })

export function get(node: TrieNode | undefined, path: string): Uint8Array | undefined {
  for (let rest = path; node !== undefined; ) {
    if (!rest.startsWith(node.path)) return undefined
    if (rest.length === node.path.length) return node.value
    const slot = nibble(rest, node.path.length)
    rest = rest.slice(node.path.length + 1)
    node = node.children?.[slot]
  }
  return undefined
}

export function insert(node: TrieNode | undefined, path: string, value: Uint8Array): TrieNode {
  if (node === undefined) return leaf(path, value)
  const shared = commonPrefix(node.path, path)
  if (shared === node.path.length) {
    if (shared === path.length) return { path, value, children: node.children }
    const slot = nibble(path, shared)
    const children = node.children ?? NO_CHILDREN
    const child = insert(children[slot], path.slice(shared + 1), value)
    return branch(node.path, node.value, withChild(children, slot, child))
  }
  const below = withChild(NO_CHILDREN, nibble(node.path, shared), withPath(node, node.path.slice(shared + 1)))
  if (shared === path.length) return branch(path, value, below)
  return branch(
    path.slice(0, shared),
    undefined,
    withChild(below, nibble(path, shared), leaf(path.slice(shared + 1), value)),
  )
}

/** Without the value at `path`: as if it had never been put in. */
export function remove(node: TrieNode | undefined, path: string): TrieNode | undefined {
  if (node === undefined || !path.startsWith(node.path)) return node
  if (path.length === node.path.length) {
    if (node.value === undefined) return node
    return node.children === undefined ? undefined : collapse(branch(node.path, undefined, node.children))
  }
  const slot = nibble(path, node.path.length)
  const child = node.children?.[slot]
  const next = remove(child, path.slice(node.path.length + 1))
  if (next === child || node.children === undefined) return node
  return collapse(branch(node.path, node.value, withChild(node.children, slot, next)))
}

/** A branch without a value needs two children, one with a value needs one; less becomes simpler. */
function collapse(node: TrieNode): TrieNode | undefined {
  const slots = node.children!.flatMap((child, slot) => (child === undefined ? [] : [slot]))
  if (slots.length === 0) return node.value === undefined ? undefined : leaf(node.path, node.value)
  if (slots.length > 1 || node.value !== undefined) return node
  const only = node.children![slots[0]!]!
  return withPath(only, `${node.path}${slots[0]!.toString(16)}${only.path}`)
}
