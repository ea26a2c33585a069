import type { ListQuery } from './entries.ts'

/** One page of names. */
export interface Listing<Named> {
  readonly entries: readonly Named[]
  /** What names are grouped under, each once; each ends in the delimiter. */
  readonly prefixes: readonly string[]
  /** What the next page comes after; null when this is the last. */
  readonly next: string | null
}

/** Above every character that a name can have. */
const LAST = '\u{10ffff}'

/**
 * Names in order, those with the delimiter behind the prefix grouped as S3 does it. Groups are stepped over: a page costs what it
 * has, not what is under it.
 *
 * @param from names from this one on, in the order of their UTF-8
 */
export function list<Named extends { readonly name: string }>(
  from: (name: string) => Iterable<Named>,
  { prefix = '', delimiter = '', after = '', most }: ListQuery,
): Listing<Named> {
  const entries: Named[] = []
  const prefixes: string[] = []
  let last = after
  let start: string | null = isBefore(after, prefix) ? prefix : after

  while (start !== null) {
    const group: string | null = page(from(start))
    if (group === null) return { entries, prefixes, next: null }
    if (group === FULL) return { entries, prefixes, next: last }
    start = `${group}${LAST}`
  }
  return { entries, prefixes, next: null }

  /** Takes names up to the next group. @returns the group; null at the end, `FULL` when the page is */
  function page(names: Iterable<Named>): string | null {
    for (const entry of names) {
      const { name } = entry
      if (!isBefore(last, name)) continue
      if (!name.startsWith(prefix)) return null
      if (entries.length + prefixes.length >= most) return FULL
      const end = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length)
      if (end !== -1) {
        const group = name.slice(0, end + delimiter.length)
        prefixes.push(group)
        last = `${group}${LAST}`
        return group
      }
      entries.push(entry)
      last = name
    }
    return null
  }
}

/** No name: a name has no NUL. */
const FULL = '\0'

/** In the order of their UTF-8, which is not that of JavaScript. */
const isBefore = (left: string, right: string): boolean => Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0
