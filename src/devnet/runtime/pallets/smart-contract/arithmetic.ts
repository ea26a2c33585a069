/** `dividend / divisor`, halves up; neither is negative. */
export const rounded = (dividend: bigint, divisor: bigint): bigint => (2n * dividend + divisor) / (2n * divisor)

/** So many percent of an amount, halves down: as the chain's own fractions round. */
export const percentOf = (percent: number, amount: bigint): bigint => (2n * BigInt(percent) * amount + 99n) / 200n

export const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b)
export const greater = (a: bigint, b: bigint): bigint => (a > b ? a : b)
/** What is left of `a`, nothing at the least. */
export const less = (a: bigint, b: bigint): bigint => (a > b ? a - b : 0n)
