import { rounded } from './cost.ts'

/** What a token is worth: thousandths of a USD. */
export interface TokenPrice {
  readonly average: number
  readonly min: number
  readonly max: number
}

export const clampedPrice = ({ average, min, max }: TokenPrice): number => Math.min(max, Math.max(min, average))

/** Ten million of these are a token. */
export const UNITS_PER_TOKEN = 10n ** 7n

/** A cost in tokens. @param price thousandths of a USD for a token */
export const amountOf = (cost: bigint, price: number): bigint =>
  rounded(cost * UNITS_PER_TOKEN, BigInt(price) * 10_000n)

/** In whole percent of the amount that is left to pay. */
const DISCOUNTS = [
  { name: 'gold', months: 18n, pays: 40n },
  { name: 'silver', months: 6n, pays: 60n },
  { name: 'bronze', months: 3n, pays: 70n },
] as const

export type DiscountLevel = 'none' | 'default' | (typeof DISCOUNTS)[number]['name']

const MONTH = 30n * 24n * 3_600n

/**
 * The discount that a balance earns: by the months for which it would pay at this rate.
 *
 * @param amount tokens' units for `seconds` @param balance tokens' units that are free or bonded
 */
export function discounted(
  amount: bigint,
  seconds: number,
  balance: bigint,
): { readonly level: DiscountLevel; readonly amount: bigint } {
  const lasts = balance * BigInt(seconds)
  const monthly = amount * MONTH
  const level = DISCOUNTS.find(({ months }) => lasts >= months * monthly)
  if (amount === 0n) return { level: 'none', amount }
  if (level !== undefined) return { level: level.name, amount: rounded(amount * level.pays, 100n) }
  // One month and a half.
  if (2n * lasts >= 3n * monthly) return { level: 'default', amount: rounded(amount * 80n, 100n) }
  return { level: 'none', amount }
}
