import type { MonthTold } from './month.ts'

/** What is counted, and whether it is as it has to be; without that it is only told. */
export interface Row {
  readonly what: string
  readonly value: string | number
  readonly isGood?: boolean
}

const none = (what: string, wrong: readonly unknown[]): Row => ({
  what,
  value: wrong.length,
  isGood: wrong.length === 0,
})
const fixed = (value: number) => value.toFixed(1)

export function rowsOf(told: MonthTold): Row[] {
  const { users, refusals, bookings, bills, usage, frauds, again, audits, gone, planned, blocks, lan } = told
  const { drawn, beside, honest } = frauds
  return [
    { what: 'blocks, of a slot each, empty ones left out', value: blocks },
    { what: 'nodes that died', value: gone.dead.size, isGood: gone.dead.size === planned.dead },
    { what: 'nodes that never woke again', value: gone.deaf.size, isGood: gone.deaf.size === planned.deaf },
    { what: 'times that the bot was killed', value: gone.kills, isGood: gone.kills === planned.kills },
    { what: '  in the middle of its work', value: gone.midway },
    {
      what: 'times that nodes went to sleep, and were woken',
      value: `${lan.slept}, ${lan.woken}`,
      isGood: lan.woken > 0,
    },
    { what: 'nodes asked for, found', value: `${users.asked}, ${users.answered}`, isGood: users.answered > 0 },
    {
      what: '  refusals',
      value:
        Object.entries(refusals)
          .map(([code, count]) => `${code} ${count}`)
          .join(', ') || 'none',
    },
    { what: 'deployments that came, that left', value: `${users.deployed}, ${users.left}`, isGood: users.left > 0 },
    none('(1) nodes promised or used twice', bookings.overbooked),
    none('    deployments that a node had no room for', bookings.noRoom),
    none('    promised nodes on which the chain took no contract', bookings.refused),
    none('(2) nodes told to go down under a deployment or a promise', bookings.shutDown),
    { what: '(3) bills of the farm, leaves in them', value: `${bills.made}, ${bills.leaves}`, isGood: bills.made > 0 },
    none('    bills that differ by a unit or more', bills.wrong),
    none('    periods with a gap or an overlap', bills.gaps),
    none('    statements of nodes that contradict each other', bills.contradictions),
    { what: '    deployment-days that nodes told to the second', value: usage.checked, isGood: usage.checked > 0 },
    none('    told otherwise, or not at all', usage.wrong),
    { what: '    lost with a node, and not billed', value: usage.lost },
    {
      what: '(4) false bills found only if drawn: caught, expected',
      value: `${drawn.caught} of ${drawn.bills}, ${fixed(drawn.expected)} ± ${fixed(drawn.bound)}`,
      isGood: Math.abs(drawn.caught - drawn.expected) <= drawn.bound,
    },
    {
      what: '    those found also by what is beside: caught, at least',
      value: `${beside.caught} of ${beside.bills}, ${fixed(beside.expected)} - ${fixed(beside.bound)}`,
      isGood: beside.caught >= beside.expected - beside.bound,
    },
    {
      what: '    second bills of a period: tried, taken',
      value: `${again.tried}, ${again.taken}`,
      isGood: again.taken === 0,
    },
    {
      what: '(5) honest bills of cheats disputed',
      value: `${honest.accused} of ${honest.bills}`,
      isGood: honest.accused === 0,
    },
    { what: '    bills of the farm disputed', value: bills.disputed, isGood: bills.disputed === 0 },
    { what: '    doubted by the auditor', value: audits['doubtful'] ?? 0, isGood: audits['doubtful'] === undefined },
    {
      what: '    verdicts',
      value: Object.entries(audits)
        .map(([verdict, count]) => `${verdict} ${count}`)
        .join(', '),
    },
  ]
}

export const isGood = (rows: readonly Row[]): boolean => rows.every((row) => row.isGood !== false)

/** What is wrong, each by itself. */
export const faultsOf = ({ bookings, bills, usage }: MonthTold): readonly string[] => [
  ...Object.values(bookings).flat(),
  ...bills.wrong,
  ...bills.gaps,
  ...bills.contradictions,
  ...usage.wrong,
]
