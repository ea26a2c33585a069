import type { CheatBill } from '../cheats.ts'
import { type Fraud, isDrawnOnly } from '../frauds.ts'

/** Leaves that the auditor draws of a bill: enough to find one of which a twentieth is false nine times of ten. */
export const AUDIT = { confidence: 0.9, fraction: 0.05 }
const DRAWS = Math.ceil(Math.log(1 - AUDIT.confidence) / Math.log(1 - AUDIT.fraction))

/** Standard deviations from what is expected, at the most: an honest run is beyond once in three thousand. */
const BOUND = 3.5

const chanceOf = ({ share }: CheatBill): number => 1 - (1 - share) ** DRAWS

/** Whether false bills are caught as often as stated. */
export function judgeFrauds(bills: readonly CheatBill[]) {
  const closed = bills.filter(({ outcome }) => outcome !== 'open')
  const isFalse = ({ fraud }: CheatBill) => fraud !== 'none'
  const drawn = closed.filter((bill) => isFalse(bill) && isDrawnOnly(bill.fraud as Fraud))
  const beside = closed.filter((bill) => isFalse(bill) && !isDrawnOnly(bill.fraud as Fraud))
  const caught = (some: readonly CheatBill[]) => some.filter(({ outcome }) => outcome === 'slashed').length
  const expected = (some: readonly CheatBill[]) => some.reduce((sum, bill) => sum + chanceOf(bill), 0)
  const spread = (some: readonly CheatBill[]) =>
    Math.sqrt(some.reduce((sum, bill) => sum + chanceOf(bill) * (1 - chanceOf(bill)), 0))
  const honest = closed.filter((bill) => !isFalse(bill))
  const summary = (some: readonly CheatBill[]) => ({
    bills: some.length,
    caught: caught(some),
    expected: expected(some),
    // A run with few of them has room for one that chance decides.
    bound: BOUND * Math.max(spread(some), some.length === 0 ? 0 : 0.3),
  })
  return { drawn: summary(drawn), beside: summary(beside), honest: { bills: honest.length, accused: caught(honest) } }
}
