import { bytesOf, hashOf } from '../evidence/hash.ts'

/** Draws that find a bill false so likely, if such a part of its amount is. */
export const drawsFor = (confidence: number, fraction: number): number =>
  Math.ceil(Math.log(1 - confidence) / Math.log(1 - fraction))

/** How likely so many draws are to meet such a part of an amount. */
export const chanceOf = (draws: number, fraction: number): number => 1 - (1 - fraction) ** draws

/**
 * Amounts below a bill's total, each as likely as any: the leaf that one falls on is drawn, a dear one more often. The hash of a
 * block that came after the bill is in it, so that nobody could know what would be drawn when the bill was made; anybody can draw
 * again.
 *
 * @param block hash @param root of the bill
 */
export function drawAmounts(block: string, root: string, total: bigint, draws: number): bigint[] {
  if (total === 0n) return []
  const seed = Buffer.concat([bytesOf(block), bytesOf(root)])
  return Array.from({ length: draws }, (_, at) => {
    const count = Buffer.alloc(4)
    count.writeUInt32LE(at)
    return BigInt(hashOf(Buffer.concat([seed, count]))) % total
  })
}
