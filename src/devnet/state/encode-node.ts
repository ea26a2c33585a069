import { blake2, concat, fromHex } from '../bytes.ts'
import type { TrieNode } from './node.ts'

/** 0: values as they are; 1: values longer than 32 bytes by their hash. */
export type StateVersion = 0 | 1

const HASH_LENGTH = 32
export const EMPTY_ROOT: Uint8Array = blake2(Uint8Array.of(0))

// The first byte of a node: its kind in the high bits, the number of its path's nibbles in the rest.
const LEAF = { bits: 0b01_000000, max: 0b0011_1111 }
const BRANCH = { bits: 0b10_000000, max: 0b0011_1111 }
const BRANCH_WITH_VALUE = { bits: 0b11_000000, max: 0b0011_1111 }
const LEAF_HASHED = { bits: 0b001_00000, max: 0b0001_1111 }
const BRANCH_HASHED = { bits: 0b0001_0000, max: 0b0000_1111 }

function kindOf({ children, value }: TrieNode, hashed: boolean) {
  if (children === undefined) return hashed ? LEAF_HASHED : LEAF
  if (value === undefined) return BRANCH
  return hashed ? BRANCH_HASHED : BRANCH_WITH_VALUE
}

function header({ bits, max }: { bits: number; max: number }, nibbles: number): Uint8Array {
  if (nibbles < max) return Uint8Array.of(bits | nibbles)
  const bytes = [bits | max]
  let rest = nibbles - max
  for (; rest >= 255; rest -= 255) bytes.push(255)
  bytes.push(rest)
  return Uint8Array.from(bytes)
}

const pack = (path: string): Uint8Array => fromHex(path.length % 2 === 0 ? path : `0${path}`)

/** SCALE length prefix; nodes and values of a trie stay far below 2^30 bytes. */
function compactLength(length: number): Uint8Array {
  if (length < 1 << 6) return Uint8Array.of(length << 2)
  if (length < 1 << 14) return Uint8Array.of(((length << 2) | 1) & 0xff, length >> 6)
  const word = ((length << 2) | 2) >>> 0
  return Uint8Array.of(word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24)
}

const sized = (bytes: Uint8Array): Uint8Array => concat(compactLength(bytes.length), bytes)

export const isHashed = (value: Uint8Array | undefined, version: StateVersion): value is Uint8Array =>
  version === 1 && value !== undefined && value.length > HASH_LENGTH

/** How a parent refers to a node: the node itself when that is short, else its hash. */
export function reference(encoded: Uint8Array): Uint8Array {
  return encoded.length < HASH_LENGTH ? encoded : blake2(encoded)
}

/** A node's encoding, kept on the node: an unchanged subtree is never encoded or hashed again. */
export function encodeNode(node: TrieNode, version: StateVersion): Uint8Array {
  if (node.encoded !== undefined) return node.encoded
  const { path, value, children } = node
  const hashed = isHashed(value, version)
  const parts = [header(kindOf(node, hashed), path.length), pack(path)]
  if (children !== undefined) {
    const bitmap = children.reduce((bits, child, slot) => (child === undefined ? bits : bits | (1 << slot)), 0)
    parts.push(Uint8Array.of(bitmap & 0xff, bitmap >> 8))
  }
  if (value !== undefined) parts.push(hashed ? blake2(value) : sized(value))
  for (const child of children ?? []) if (child !== undefined) parts.push(sized(reference(encodeNode(child, version))))
  node.encoded = concat(...parts)
  return node.encoded
}
