import type { ExtensionHandler, Handler, Unit } from '../../kernel/index.ts'

export const isHandler = (value: unknown): value is Handler =>
  typeof value === 'function' || (typeof value === 'object' && value !== null && 'logic' in value && !isUnit(value))

export const isExtension = (value: unknown): value is ExtensionHandler =>
  typeof value === 'function' || typeof (value as { handle?: unknown } | null)?.handle === 'function'

/** By its shape: a unit made by another copy of the package is one too. */
export function isUnit(value: unknown): value is Unit {
  const unit = value as Partial<Unit> | null
  return (
    typeof unit === 'object' &&
    unit !== null &&
    typeof unit.name === 'string' &&
    Array.isArray(unit.consumes) &&
    Array.isArray(unit.owns)
  )
}

/** What a default export is, to somebody who expected another. */
export function kindOf(value: unknown): string {
  if (isUnit(value)) return 'an actor, which belongs under "use"'
  if (typeof value === 'function') return 'a function; a handler belongs under "handlers"'
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `of type ${typeof value}`
}
