import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

declare global {
  interface JSON {
    /** Text that is written into JSON as it is. */
    rawJSON(text: string): unknown
  }
}

type Reviver = (key: string, value: unknown, context: { readonly source: string }) => unknown

const INTEGER = /^-?\d+$/

/** Integers that a number cannot hold exactly become bigint. @throws SyntaxError */
export function parseJson(text: string): unknown {
  const exact: Reviver = (_, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && INTEGER.test(source) ? BigInt(source) : value
  return JSON.parse(text, exact as (key: string, value: unknown) => unknown)
}

/** Bigints are written as numbers, with all their digits. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? JSON.rawJSON(String(each)) : each))

export const json = (
  c: Context,
  value: unknown,
  status: ContentfulStatusCode = 200,
  headers: Readonly<Record<string, string>> = {},
): Response => c.body(toJson(value), status, { ...headers, 'content-type': 'application/json' })
