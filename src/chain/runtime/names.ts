import { ChainError } from '../errors.ts'

/** `System` in metadata is `system` in `@polkadot/api`. */
export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

export const camelCase = (name: string): string =>
  name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

export function unknownItem(what: string, known: readonly string[]): ChainError {
  return new ChainError(
    { code: 'unknown-item', what, known },
    `this chain has no ${what}; it has ${known.slice(0, 40).join(', ')}`,
  )
}
