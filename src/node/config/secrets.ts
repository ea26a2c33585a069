/** Keys whose values are never shown, wherever they stand. */
const SECRET_KEYS: ReadonlySet<string> = new Set(['uri', 'seed', 'mnemonic', 'passphrase', 'password', 'secret'])
/** Under `account`, keys whose values may be shown. */
const SHOWN_KEYS: ReadonlySet<string> = new Set([
  'address',
  'deadline',
  'genesis',
  'keyfile',
  'keystore',
  'passphrasefd',
  'passphrasefile',
  'proxyfor',
  'remote',
  'type',
])
const WELL_KNOWN = /^\/\/(Alice|Bob|Charlie|Dave|Eve|Ferdie)(\/\/stash)?$/
const PHRASE = /\b(?:[a-z]{3,8}\s+){11,23}[a-z]{3,8}\b/g
const RAW_SEED = /^(0x)?[0-9a-f]{64}$/i
const SECRET_ENTRY = new RegExp(`(["']?\\b(?:${[...SECRET_KEYS].join('|')})["']?\\s*:\\s*)(\\S.*)$`, 'i')

export const NOT_SHOWN = '(not shown)'

/**
 * Whether the scalar at this path must not be shown. Under `account` everything counts that is not known to be
 * harmless: a misspelt key there must not give away what it holds. Development accounts are known to everybody.
 */
export function isSecret(path: readonly PropertyKey[], value: unknown): boolean {
  if (value === null || typeof value === 'boolean') return false
  const text = String(value)
  if (WELL_KNOWN.test(text)) return false
  if (text.search(PHRASE) >= 0) return true
  const names = path.map((part) => String(part).toLowerCase())
  if (names.some((name) => SECRET_KEYS.has(name))) return true
  if (names[0] !== 'account') return false
  return !SHOWN_KEYS.has(names.at(-1) ?? '') || RAW_SEED.test(text)
}

/** The same value with its secrets left out. */
export function masked(path: readonly PropertyKey[], value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item, index) => masked([...path, index], item))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked([...path, key], item)]))
  return isSecret(path, value) ? NOT_SHOWN : value
}

/** A line of a text whose structure is not known: what looks like a secret is starred out, and columns stay. */
export const maskedLine = (line: string): string =>
  line
    .replace(SECRET_ENTRY, (_, before: string, after: string) => before + stars(after))
    .replace(PHRASE, (phrase) => stars(phrase))

export const stars = (text: string): string => text.replace(/[^\n\r]/g, '*')
