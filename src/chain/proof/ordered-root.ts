import { blake2AsU8a } from '#polkadot'

/** Values as they are, or longer ones by their hash: what runtimes of system version 2 and later do. */
export type Layout = 'inline' | 'hashed'

type Entry = readonly [path: string, value: Uint8Array]

const HASH = 32
const EMPTY = Uint8Array.of(0)

/**
 * Root of the base-16 trie of a list, each item under its position: how a header commits to the extrinsics of its block.
 *
 * @returns hex with `0x`
 */
export function orderedRoot(items: readonly Uint8Array[], layout: Layout): string {
  const entries = items.map((item, position) => [compact(position).toString('hex'), item] as const)
  const top = entries.length === 0 ? EMPTY : encode(entries, layout)
  return `0x${Buffer.from(blake2AsU8a(top)).toString('hex')}`
}

/** The node above these, of which there is one at least; no path is the beginning of another. */
function encode(entries: readonly Entry[], layout: Layout): Uint8Array {
  const path = shared(entries.map(([path]) => path))
  const pathBytes = Buffer.from(path.length % 2 === 0 ? path : `0${path}`, 'hex')
  if (entries.length === 1) {
    const value = entries[0]![1]
    const isHashed = layout === 'hashed' && value.length > HASH
    return Buffer.concat([
      Uint8Array.of((isHashed ? 0b0010_0000 : 0b0100_0000) | path.length),
      pathBytes,
      isHashed ? blake2AsU8a(value) : sized(value),
    ])
  }
  let bitmap = 0
  const children: Uint8Array[] = []
  for (let nibble = 0; nibble < 16; nibble += 1) {
    const way = path + nibble.toString(16)
    const below = entries.filter(([path]) => path.startsWith(way))
    if (below.length === 0) continue
    bitmap |= 1 << nibble
    const child = encode(
      below.map(([path, value]) => [path.slice(way.length), value] as const),
      layout,
    )
    children.push(sized(child.length < HASH ? child : blake2AsU8a(child)))
  }
  return Buffer.concat([
    Uint8Array.of(0b1000_0000 | path.length),
    pathBytes,
    Uint8Array.of(bitmap & 0xff, bitmap >> 8),
    ...children,
  ])
}

function shared(paths: readonly string[]): string {
  const [first = '', ...others] = paths
  let length = first.length
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1
  return first.slice(0, length)
}

const sized = (bytes: Uint8Array): Buffer => Buffer.concat([compact(bytes.length), bytes])

/** SCALE's compact form of an integer below 2^30. */
function compact(value: number): Buffer {
  if (value < 1 << 6) return Buffer.from([value << 2])
  const bytes = Buffer.alloc(value < 1 << 14 ? 2 : 4)
  if (bytes.length === 2) bytes.writeUInt16LE((value << 2) | 1)
  else bytes.writeUInt32LE(value * 4 + 2)
  return bytes
}
