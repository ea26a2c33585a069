/** Entries of a map or set, and bytes, that are shown. */
const MOST = 10_000

interface WithToJson {
  toJSON(key: string): unknown
}

/**
 * What an object is written as. Beside what JSON knows: bytes are hex, `{"$map": [[key, value]]}`, `{"$set": [item]}`, and an
 * error with its name and message. More than 10,000 entries or bytes are cut, and `$cut` says how many are missing.
 *
 * @throws what the object throws when it is looked at
 */
export function standIn(value: object, key: string): unknown {
  if (value instanceof Uint8Array) return bytes(value)
  if (value instanceof Map) return { ...cutOf(value.size, 'entries'), $map: [...value.entries().take(MOST)] }
  if (value instanceof Set) return { ...cutOf(value.size, 'items'), $set: [...value.values().take(MOST)] }
  if (value instanceof Error) return errorFields(value)
  return hasToJson(value) ? value.toJSON(key) : value
}

const hasToJson = (value: object): value is WithToJson => typeof (value as Partial<WithToJson>).toJSON === 'function'

const cutOf = (size: number, what: string) => (size > MOST ? { $cut: `${size - MOST} more ${what}` } : {})

function bytes(value: Uint8Array): unknown {
  const shown = value.subarray(0, MOST)
  const hex = `0x${Buffer.from(shown.buffer, shown.byteOffset, shown.byteLength).toString('hex')}`
  return value.length > MOST ? { ...cutOf(value.length, 'bytes'), $bytes: hex } : hex
}

/** Without the stack: it names the files of this machine. */
function errorFields(error: Error): object {
  const { name, message, cause } = error
  const errors = error instanceof AggregateError ? { errors: error.errors as unknown } : {}
  return { ...error, name, message, ...(cause === undefined ? {} : { cause }), ...errors }
}
