import { fromHex } from '../bytes.ts'
import { invalidParams } from '../chain/errors.ts'

/** Nothing at all is no bytes, as Substrate has it. */
const HEX = /^(0x([0-9a-f]{2})*)?$/i

/** The parameter at `position` as bytes. @throws RpcError */
export function bytesAt(params: readonly unknown[], position: number): Uint8Array {
  const value = params[position]
  if (typeof value !== 'string' || !HEX.test(value))
    throw invalidParams(`parameter ${position} must be 0x-prefixed hex`)
  return fromHex(value.slice(2).toLowerCase())
}

/** The parameter at `position` as a storage key. @throws RpcError */
export function keyAt(params: readonly unknown[], position: number): string {
  const value = params[position]
  if (typeof value !== 'string' || !HEX.test(value))
    throw invalidParams(`parameter ${position} must be a 0x-prefixed key`)
  return value.slice(2).toLowerCase()
}

export function keysAt(params: readonly unknown[], position: number): string[] {
  const value = params[position]
  if (!Array.isArray(value)) throw invalidParams(`parameter ${position} must be a list of keys`)
  return value.map((_, index) => keyAt(value, index))
}

/** An optional block hash: `undefined` when absent or null. @throws RpcError */
export function hashAt(params: readonly unknown[], position: number): string | undefined {
  const value = params[position]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string' || !/^0x[0-9a-f]{64}$/i.test(value))
    throw invalidParams(`parameter ${position} must be a block hash`)
  return value.toLowerCase()
}

export function textAt(params: readonly unknown[], position: number): string {
  const value = params[position]
  if (typeof value !== 'string') throw invalidParams(`parameter ${position} must be a string`)
  return value
}

/** A block number, as number or hex. @throws RpcError */
export function numberOf(value: unknown): number {
  const number = typeof value === 'string' && /^0x[0-9a-f]+$/i.test(value) ? Number.parseInt(value, 16) : value
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0)
    throw invalidParams('a block number must be an integer')
  return number
}
