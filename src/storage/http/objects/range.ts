/** Part of an object: bytes `from … to - 1`. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

const ONE_RANGE = /^bytes=(\d*)-(\d*)$/

/**
 * The part that a `Range` header asks for. All of it where there is none, or one that says something else than one range of bytes.
 *
 * @returns null when the object has nothing of it
 */
export function rangeOf(header: string | undefined, size: number): (ByteRange & { readonly isPart: boolean }) | null {
  const whole = { from: 0, to: size, isPart: false }
  const [, first = '', last = ''] = ONE_RANGE.exec(header ?? '') ?? []
  if (first === '' && last === '') return whole
  if (first === '')
    return Number(last) === 0 ? null : { from: Math.max(0, size - Number(last)), to: size, isPart: true }
  if (last !== '' && Number(last) < Number(first)) return whole
  if (Number(first) >= size) return null
  return { from: Number(first), to: last === '' ? size : Math.min(size, Number(last) + 1), isPart: true }
}
