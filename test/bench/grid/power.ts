import { powerConfig } from '../../../src/grid/power/config.ts'
import { planPower } from '../../../src/grid/power/plan.ts'
import { wakesDue } from '../../../src/grid/power/wakes.ts'
import { type Days, simulate } from './days.ts'
import type { PowerRule } from './references/power.ts'
import { powerByGo } from './references/power-go.ts'
import { powerByV } from './references/power-v.ts'
import { BEST_FIT, BOTS, FIRST_FIT, type Strategy } from './strategies.ts'
import { figure, printTable } from './table.ts'
import { farmOf } from './workload.ts'

const FARMS = [
  { nodes: 10, days: 7 },
  { nodes: 100, days: 7 },
  { nodes: 1_000, days: 7 },
  { nodes: 10_000, days: 2 },
]
const SEED = 11

const powerByPlan: PowerRule = (nodes, wakesPerRound, round) => {
  const config = powerConfig.parse({ wakesPerRound })
  const { wake, sleep } = planPower(nodes, config, round.now)
  return { needed: wake, due: wakesDue(nodes, config, round), sleep }
}

/** Who finds nodes, and who decides on their power. */
const PAIRS: ReadonlyArray<readonly [name: string, strategy: Strategy, rule: PowerRule]> = [
  ['best-fit, planned power', BEST_FIT, powerByPlan],
  ['first-fit, planned power', FIRST_FIT, powerByPlan],
  ['V rule', BOTS, powerByV],
  ['Go rule', BOTS, powerByGo],
]

/** Days of a farm on a virtual clock: what is on, and how it comes and goes. */
export async function power(): Promise<void> {
  const rows = FARMS.flatMap(({ nodes, days }) =>
    PAIRS.map(([name, strategy, rule]) => {
      const passed = simulate(farmOf(nodes, SEED), strategy, rule, days, SEED)
      return [figure(nodes), name, ...cellsOf(passed, nodes, days)]
    }),
  )
  printTable(
    [
      'nodes',
      'rule',
      'h on, node-day',
      'flaps',
      'wakes needed',
      'wakes due',
      'waited for a node',
      'days missed',
      'refused',
      'double',
    ],
    rows,
  )
}

/** Counts a node and week. */
function cellsOf(of: Days, nodes: number, days: number): string[] {
  const weekly = (count: number) => figure((count * 7) / days / nodes, 2)
  const share = (count: number, whole: number) => `${figure((100 * count) / whole, 1)} %`
  return [
    figure(of.nodeHours / days / nodes, 2),
    weekly(of.flaps),
    weekly(of.wakesNeeded),
    weekly(of.wakesDue),
    share(of.waited, of.placed),
    weekly(of.missedDays),
    share(of.refused, of.placed + of.refused),
    figure(of.doubleBookings),
  ]
}
