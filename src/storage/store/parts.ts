/** Chunks under one node of a tree: one behind the other, from the left. */
export interface Part {
  /** Bytes of all of them. */
  readonly size: number
  readonly chunks: number
  /** Bytes of the first and the last one. */
  readonly first: number
  readonly last: number
  /** Whether all but the last are as long as the first. */
  readonly isEven: boolean
}

/** No chunks at all: what fills a tree up. */
export const PADDING: Part = { size: 0, chunks: 0, first: 0, last: 0, isEven: true }

export const partOfChunk = (bytes: number): Part => ({
  size: bytes,
  chunks: 1,
  first: bytes,
  last: bytes,
  isEven: true,
})

/** The two halves of a node, each with room for so many chunks; undefined where one is missing, or a gap is between them. */
export function joinParts(left: Part, right: Part | undefined, room: number): Part | undefined {
  if (right === undefined) return undefined
  if (right.chunks === 0) return left
  if (left.chunks < room) return undefined
  const goesOn = right.chunks === 1 || (right.isEven && right.first === left.first)
  return {
    size: left.size + right.size,
    chunks: left.chunks + right.chunks,
    first: left.first,
    last: right.last,
    isEven: left.isEven && left.last === left.first && goesOn,
  }
}
