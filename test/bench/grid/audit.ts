import { accountsReady } from '../../../src/devnet/accounts.ts'
import { chanceOf, drawsFor } from '../../../src/grid/audit/draw.ts'
import { createAuditor, leavesWith } from '../../grid/audit/auditor.ts'
import { figure, printTable } from './table.ts'

const BILLS = [100, 1_000, 10_000]
const CONFIDENCE = 0.99
const FRACTION = 0.05
const TRIALS = 200

/** What it takes to audit a bill: questions, nothing on the chain; and how often one is found false of which so much is. */
export async function audit(): Promise<void> {
  await accountsReady()
  const draws = drawsFor(CONFIDENCE, FRACTION)
  const rows = []
  for (const count of BILLS) {
    const honest = createAuditor(leavesWith(new Set(), count), draws)
    const began = performance.now()
    const { falsehood } = await honest(0)
    const took = performance.now() - began
    const accused = falsehood === null ? 0 : 1
    const { falseAt, share } = falsePart(count)
    const dishonest = createAuditor(leavesWith(falseAt, count), draws)
    let found = 0
    for (let trial = 0; trial < TRIALS; trial += 1) if ((await dishonest(trial)).falsehood !== null) found += 1
    rows.push([
      figure(count),
      figure(draws),
      figure(honest.asked.leaves),
      figure(honest.asked.nodes),
      `${figure(took)} ms`,
      accused,
      `${figure((100 * found) / TRIALS, 1)} %`,
      `${figure(100 * chanceOf(draws, share), 1)} %`,
    ])
  }
  printTable(
    [
      'leaves',
      'draws',
      'asked of the farm',
      'of nodes, at most',
      'took',
      'honest accused',
      '5 % false found',
      'promised',
    ],
    rows,
  )
}

/** Leaves that come to just so much of the bill. */
function falsePart(count: number): { falseAt: Set<number>; share: number } {
  const amounts = leavesWith(new Set(), count).map(({ amount }) => Number(amount))
  const total = amounts.reduce((sum, amount) => sum + amount, 0)
  const falseAt = new Set<number>()
  let sum = 0
  for (let at = 3; sum < FRACTION * total; at = (at + 7) % count) {
    falseAt.add(at)
    sum += amounts[at]!
  }
  return { falseAt, share: sum / total }
}
