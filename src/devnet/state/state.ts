import { blake2 } from '../bytes.ts'
import type { Changes, StateView, StorageKey } from '../types.ts'
import { EMPTY_ROOT, encodeNode, isHashed, reference, type StateVersion } from './encode-node.ts'
import { get, insert, remove, type TrieNode } from './node.ts'
import { keysUnder } from './walk.ts'

/** Storage as of one block: a version that stays as it is while later ones share most of it. */
export interface State extends StateView {
  apply(changes: Changes): State
  /** The state root that goes into the block's header. */
  root(): Uint8Array
  /** The encoded nodes that prove what is, or is not, at these keys. */
  proof(keys: readonly StorageKey[]): Uint8Array[]
  /** Merkle value of the node nearest to the root of all that hold keys beginning with this one; undefined when none does. */
  closestMerkleValue(key: StorageKey): Uint8Array | undefined
}

export const emptyState = (version: StateVersion): State => stateOf(undefined, version)

function stateOf(top: TrieNode | undefined, version: StateVersion): State {
  return {
    get: (key) => get(top, key),
    keys: (prefix, after, limit = Number.POSITIVE_INFINITY) => keysUnder(top, prefix, after, limit),
    apply(changes) {
      let next = top
      for (const [key, value] of changes) next = value === null ? remove(next, key) : insert(next, key, value)
      return stateOf(next, version)
    },
    root: () => (top === undefined ? EMPTY_ROOT : blake2(encodeNode(top, version))),
    proof(keys) {
      const nodes = new Set<Uint8Array>()
      for (const key of keys) prove(top, key, version, nodes)
      return [...nodes]
    },
    closestMerkleValue(key) {
      const node = closest(top, key)
      if (node === undefined) return undefined
      const encoded = encodeNode(node, version)
      // The root is known by its hash alone, however short it is.
      return node === top ? blake2(encoded) : reference(encoded)
    },
  }
}

function closest(top: TrieNode | undefined, key: StorageKey): TrieNode | undefined {
  let rest = key
  for (let node = top; node !== undefined; ) {
    if (node.path.startsWith(rest)) return node
    if (!rest.startsWith(node.path)) return undefined
    const slot = Number.parseInt(rest.charAt(node.path.length), 16)
    rest = rest.slice(node.path.length + 1)
    node = node.children?.[slot]
  }
  return undefined
}

/** Adds the nodes on the way to a key. Those shorter than a hash stand inside their parents already. */
function prove(top: TrieNode | undefined, key: StorageKey, version: StateVersion, nodes: Set<Uint8Array>): void {
  let rest = key
  for (let node = top; node !== undefined; ) {
    const encoded = encodeNode(node, version)
    if (node === top || encoded.length >= 32) nodes.add(encoded)
    if (!rest.startsWith(node.path)) return
    if (rest.length === node.path.length) {
      if (isHashed(node.value, version)) nodes.add(node.value)
      return
    }
    const slot = Number.parseInt(rest.charAt(node.path.length), 16)
    rest = rest.slice(node.path.length + 1)
    node = node.children?.[slot]
  }
}
