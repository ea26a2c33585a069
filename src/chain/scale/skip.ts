import { checkCount, lengthAt, lengthWidth } from './length.ts'
import { ended, Malformed } from './malformed.ts'
import { type Type, widthOf } from './type-table.ts'

/**
 * From where a value begins to where it ends. A fixed size past the end of the bytes is not noticed by itself: whoever skips
 * next, or compares the end with the bytes' length, does.
 */
export type Skip = (bytes: Buffer, offset: number) => number

/** How long a value is: bytes, or for one whose length depends on its content how to find its end. */
export type Extent = number | Skip

export const skipping = (extent: Extent): Skip =>
  typeof extent === 'function' ? extent : (_, offset) => offset + extent

export function concatenation(parts: readonly Extent[]): Extent {
  // Fixed sizes are added up: what remains is a size before each part that must be looked at, and one after the last.
  const sizes: number[] = []
  const skips: Skip[] = []
  let tail = 0
  for (const part of parts) {
    if (typeof part === 'number') tail += part
    else {
      sizes.push(tail)
      skips.push(part)
      tail = 0
    }
  }
  const [first] = skips
  const lead = sizes[0]!
  if (first === undefined) return tail
  if (skips.length === 1) return (bytes, offset) => first(bytes, offset + lead) + tail
  return (bytes, offset) => {
    let end = offset
    for (let part = 0; part < skips.length; part += 1) end = skips[part]!(bytes, end + sizes[part]!)
    return end + tail
  }
}

export function sequence(element: Extent): Extent {
  if (typeof element === 'number')
    return (bytes, offset) => {
      const count = lengthAt(bytes, offset)
      const start = offset + lengthWidth(bytes, offset)
      checkCount(count, element, bytes, start)
      return start + count * element
    }
  return (bytes, offset) => {
    const count = lengthAt(bytes, offset)
    let end = offset + lengthWidth(bytes, offset)
    checkCount(count, 1, bytes, end)
    for (let index = 0; index < count; index += 1) end = element(bytes, end)
    return end
  }
}

export function array(element: Extent, length: number): Extent {
  if (typeof element === 'number') return element * length
  return (bytes, offset) => {
    let end = offset
    for (let index = 0; index < length; index += 1) end = element(bytes, end)
    return end
  }
}

export function compact(of: Type): Extent {
  if (of.kind === 'tuple' && of.of.length === 0) return 0
  const width = of.kind === 'primitive' ? widthOf(of.name) : undefined
  if (width === undefined) return unsupported(`compact form of ${of.path || of.kind}`)
  const longest = Math.max(width, 4)
  return (bytes, offset) => {
    if (offset >= bytes.length) throw ended(offset)
    const first = bytes[offset]!
    const mode = first & 3
    if (mode !== 3) return offset + (1 << mode)
    const length = 4 + (first >> 2)
    if (length > longest) throw new Malformed(`a number of ${length} bytes where ${width} are allowed`, offset)
    return offset + 1 + length
  }
}

export function bits(store: Type): Extent {
  const width = store.kind === 'primitive' ? widthOf(store.name) : undefined
  if (width === undefined) return unsupported(`bits kept in ${store.kind}`)
  return (bytes, offset) => {
    const length = Math.ceil(lengthAt(bytes, offset) / (8 * width)) * width
    const start = offset + lengthWidth(bytes, offset)
    checkCount(length, 1, bytes, start)
    return start + length
  }
}

/** A type that nobody meets does no harm, so only meeting it does. */
export function unsupported(what: string): Skip {
  return (_, offset) => {
    throw new Malformed(`${what} is not supported`, offset)
  }
}
