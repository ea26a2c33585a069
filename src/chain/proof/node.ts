import { MalformedProof } from './malformed.ts'

/** What a node of the state trie refers to: a value or a node itself, or the hash of one. */
export type Reference = { readonly inline: Uint8Array } | { readonly hash: string }

/** A node of the base-16 trie that a state root is the root of. */
export interface ProofNode {
  /** Nibbles between its parent and it, as hex digits. */
  readonly path: string
  readonly value: Reference | undefined
  /** By nibble; none on a leaf. */
  readonly children: readonly (Reference | undefined)[]
}

const HASH = 32
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Kinds of nodes by the first bits of their first byte, with how many bits of it are left for the length of the path. */
const KINDS = [
  { bits: 0b01, shift: 6, branch: false, value: 'inline' },
  { bits: 0b10, shift: 6, branch: true, value: 'none' },
  { bits: 0b11, shift: 6, branch: true, value: 'inline' },
  { bits: 0b001, shift: 5, branch: false, value: 'hashed' },
  { bits: 0b0001, shift: 4, branch: true, value: 'hashed' },
] as const

/** Reads one node. @throws MalformedProof when the bytes are not exactly one */
export function readNode(bytes: Uint8Array): ProofNode | undefined {
  const [first] = bytes
  if (first === 0 && bytes.length === 1) return undefined
  const kind = KINDS.find(({ bits, shift }) => first !== undefined && first >> shift === bits)
  if (kind === undefined) throw new MalformedProof('a node is of no known kind')
  const input = reader(bytes)
  const path = input.path(input.pathLength(kind.shift))
  const bitmap = kind.branch ? input.take(1)[0]! | (input.take(1)[0]! << 8) : 0
  const value =
    kind.value === 'none'
      ? undefined
      : kind.value === 'hashed'
        ? { hash: hex(input.take(HASH)) }
        : { inline: input.sized() }
  const children = Array.from({ length: kind.branch ? 16 : 0 }, (_, nibble) =>
    (bitmap & (1 << nibble)) === 0 ? undefined : referenceOf(input.sized()),
  )
  input.end()
  return { path, value, children }
}

/** A child shorter than a hash stands in its parent itself. */
const referenceOf = (bytes: Uint8Array): Reference => (bytes.length === HASH ? { hash: hex(bytes) } : { inline: bytes })

function reader(bytes: Uint8Array) {
  let offset = 0
  const take = (length: number): Uint8Array => {
    if (offset + length > bytes.length) throw new MalformedProof('a node ends too early')
    offset += length
    return bytes.subarray(offset - length, offset)
  }
  const byte = () => take(1)[0]!

  /** SCALE's length of what follows. */
  function length(): number {
    const first = byte()
    switch (first & 3) {
      case 0:
        return first >> 2
      case 1:
        return (first | (byte() << 8)) >> 2
      case 2:
        return (first | (byte() << 8) | (byte() << 16) | (byte() << 24)) >>> 2
      default:
        throw new MalformedProof('a node is longer than any')
    }
  }

  return {
    take,
    sized: () => take(length()),
    /** Nibbles of the path: what is left of the first byte, and when that is full, bytes until one is not. */
    pathLength(bits: number): number {
      const most = (1 << bits) - 1
      let nibbles = byte() & most
      if (nibbles < most) return nibbles
      for (;;) {
        const more = byte()
        nibbles += more
        if (more < 255) return nibbles
      }
    },
    path(nibbles: number): string {
      const packed = hex(take(Math.ceil(nibbles / 2)))
      if (nibbles % 2 === 0) return packed
      if (!packed.startsWith('0')) throw new MalformedProof('a path is padded with something')
      return packed.slice(1)
    },
    end() {
      if (offset !== bytes.length) throw new MalformedProof('bytes are left over after a node')
    },
  }
}
