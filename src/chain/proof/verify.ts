import { type ProofNode, type Reference, readNode } from './node.ts'
import { resolverOf } from './nodes.ts'

/**
 * What a state with this root holds under a key, by the nodes that an endpoint gave to prove it; `null` when they prove that there
 * is nothing. Works for both versions of the trie.
 *
 * @param root, key, nodes hex with `0x` @throws MalformedProof when they prove neither
 */
export function provenValue(root: string, key: string, nodes: readonly string[]): string | null {
  const bytesOf = resolverOf(nodes)
  let rest = key.slice(2)
  let node: ProofNode | undefined = readNode(bytesOf({ hash: root.slice(2) }))
  while (node !== undefined) {
    if (!rest.startsWith(node.path)) return null
    if (rest.length === node.path.length)
      return node.value === undefined ? null : `0x${Buffer.from(bytesOf(node.value)).toString('hex')}`
    const child: Reference | undefined = node.children[Number.parseInt(rest.charAt(node.path.length), 16)]
    if (child === undefined) return null
    rest = rest.slice(node.path.length + 1)
    node = readNode(bytesOf(child))
  }
  return null
}
