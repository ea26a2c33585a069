import type { StorageAccess } from '../../pallet/index.ts'
import { tftPriceStorage } from '../tft-price/storage.ts'
import { greater, lesser, rounded } from './arithmetic.ts'
import { failure } from './errors.ts'
import type { DiscountLevel } from './types.ts'

const UNITS_A_TOKEN = 10n ** 7n
const SECONDS_AN_HOUR = 3_600n
const HOURS_A_MONTH = 720n

/** A cost in the chain's token, by its average price between the bounds. */
export function inTokens(access: StorageAccess, cost: bigint): bigint {
  const { AverageTftPrice, MinTftPrice, MaxTftPrice } = tftPriceStorage
  const average = BigInt(AverageTftPrice.get(access))
  const price = lesser(greater(average, BigInt(MinTftPrice.get(access))), BigInt(MaxTftPrice.get(access)))
  if (price === 0n) throw failure.TFTPriceValueError()
  return rounded(cost * UNITS_A_TOKEN, price * 10_000n)
}

/** Levels by the months of the present cost that a balance lasts, in halves; what is paid, in tenths. */
const LEVELS: ReadonlyArray<{ level: DiscountLevel['type']; halfMonths: bigint; tenths: bigint }> = [
  { level: 'Gold', halfMonths: 36n, tenths: 4n },
  { level: 'Silver', halfMonths: 12n, tenths: 6n },
  { level: 'Bronze', halfMonths: 6n, tenths: 7n },
  { level: 'Default', halfMonths: 3n, tenths: 8n },
]

/** What is due of a cost in tokens for so many seconds, by what its payer has. */
export function discounted(
  due: bigint,
  seconds: bigint,
  balance: bigint,
): { readonly due: bigint; readonly level: DiscountLevel } {
  if (due === 0n) return { due, level: { type: 'None' } }
  const monthly = rounded(due * SECONDS_AN_HOUR * HOURS_A_MONTH, seconds)
  const found = LEVELS.find(({ halfMonths }) => balance * 2n >= monthly * halfMonths)
  if (!found) return { due, level: { type: 'None' } }
  return { due: rounded(due * found.tenths, 10n), level: { type: found.level } }
}
