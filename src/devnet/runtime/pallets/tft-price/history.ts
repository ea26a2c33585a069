import type { StorageAccess } from '../../pallet/index.ts'
import { tftPriceStorage } from './storage.ts'

/** Places for prices; the newest overwrites the oldest. */
const PLACES = 1_440

const { TftPriceHistory, BufferRange } = tftPriceStorage

export function pushPrice(access: StorageAccess, price: number): void {
  const [start, end] = BufferRange.get(access)
  TftPriceHistory.set(access, end, price)
  const next = (end + 1) % PLACES
  BufferRange.set(access, [next === start ? (start + 1) % PLACES : start, next])
}

/** Of every price that has a place, rounded to the nearest; there is at least one. */
export function averageOf(access: StorageAccess): number {
  const prices = TftPriceHistory.entries(access).map(({ value }) => value)
  return Math.round(prices.reduce((sum, price) => sum + price, 0) / prices.length)
}
