import { HttpError } from './errors.ts'

/** The end of what listings go by, and of no use in a name. */
const LAST = '\u{10ffff}'

/** A key or path as it is kept. @throws HttpError with this code */
export function nameOf(text: string | undefined, code: 'invalid_object_key' | 'invalid_path', most: number): string {
  const bad = (message: string) => new HttpError(code, { message })
  if (text === undefined || text === '') throw bad('the query has to name it')
  if (Buffer.byteLength(text) > most) throw bad(`a name has ${most} bytes at the most`)
  if (!text.isWellFormed() || text.includes('\0') || text.includes(LAST)) throw bad('a name is text without NUL')
  return text
}

/**
 * A path from the root: `/docs/report.pdf`, without `.`, `..` or empty parts. Of a folder it may end in a slash.
 *
 * @returns it without the slash at its end; the root is empty @throws HttpError `invalid_path`
 */
export function pathOf(text: string | undefined, most: number): string {
  const name = nameOf(text, 'invalid_path', most)
  const path = name.replace(/\/$/, '')
  const [first, ...parts] = path.split('/')
  if (!name.startsWith('/') || first !== '' || parts.some((part) => part === '' || part === '.' || part === '..'))
    throw new HttpError('invalid_path', { message: 'a path begins with / and has no empty part, no "." and no ".."' })
  return path
}
