import { MalformedProof } from './malformed.ts'
import { type Reference, readNode } from './node.ts'
import { resolverOf } from './nodes.ts'

/** Keys that are asked about: those that begin with `prefix` and come after `after`, up to and with `last` if there is one. */
export interface KeyRange {
  readonly prefix: string
  readonly after: string
  readonly last: string | undefined
}

/** An entry of the state, hex with `0x`. */
export interface Entry {
  readonly key: string
  readonly value: string
}

/** How far a search may go that an endpoint may have laid out to go on for ever. */
export interface Bounds {
  readonly entries: number
  /** Nibbles of a key. */
  readonly nibbles: number
}

/**
 * All that a state with this root holds in a range of keys, in their order, by the nodes that an endpoint gave. A part of the trie
 * that may hold such keys and is not among them is an error: what is kept back is noticed, not overlooked.
 *
 * @param root, nodes, and the keys of the range hex with `0x` @throws MalformedProof
 */
export function provenEntries(root: string, range: KeyRange, nodes: readonly string[], bounds: Bounds): Entry[] {
  const bytesOf = resolverOf(nodes)
  const mayHold = rangeTest(range)
  const isIn = (path: string) => path.startsWith(range.prefix.slice(2)) && path > range.after.slice(2)
  const entries: Entry[] = []
  // Not by recursion: how deep it goes is the endpoint's to say.
  const open: Array<{ readonly above: string; readonly reference: Reference }> = [
    { above: '', reference: { hash: root.slice(2) } },
  ]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { above, reference } = next
    const node = readNode(bytesOf(reference))
    if (node === undefined) continue
    const path = above + node.path
    if (!mayHold(path)) continue
    if (path.length > bounds.nibbles) throw new MalformedProof(`there is a key longer than those told of: 0x${path}…`)
    if (node.value !== undefined && isIn(path)) {
      if (entries.length === bounds.entries) throw new MalformedProof(`there is more than told of: 0x${path}`)
      entries.push({ key: `0x${path}`, value: `0x${Buffer.from(bytesOf(node.value)).toString('hex')}` })
    }
    const below = node.children.flatMap((child, nibble) => {
      const way = path + nibble.toString(16)
      return child !== undefined && mayHold(way) ? [{ above: way, reference: child }] : []
    })
    // A branch that leads nowhere is in no trie; it could be made to be one without end.
    if (node.value === undefined && node.children.every((child) => child === undefined))
      throw new MalformedProof('a branch without children')
    // The last in is the first out.
    open.push(...below.reverse())
  }
  return entries
}

/** Whether some key of the range begins with this path. */
function rangeTest({ prefix, after, last }: KeyRange): (path: string) => boolean {
  const [from, to, base] = [after.slice(2), last?.slice(2), prefix.slice(2)]
  return (path) =>
    (path.startsWith(base) || base.startsWith(path)) &&
    (path > from || from.startsWith(path)) &&
    (to === undefined || path <= to)
}
