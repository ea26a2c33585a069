import type { Faults } from '../faults.ts'
import type { PlainStatement, PlainUse } from '../plain-bill.ts'
import type { Bookings } from './bookings.ts'

const DAY = 86_400
const GIB = 1n << 30n

/** Whether nodes say of each deployment what its user has had: to the second. */
export function judgeUsage(
  bookings: Bookings['all'],
  statements: readonly PlainStatement[],
  { dead, deaf }: Faults['gone'],
  last: number,
) {
  const said = new Map(statements.map((each) => [`${each.period}/${each.node}/${each.deployment}`, each]))
  const told = { checked: 0, lost: 0, wrong: [] as string[] }
  for (const { node, contract, deployedAt, endedAt, wants } of bookings) {
    if (deployedAt === undefined) continue
    const [from, to] = [Math.floor(deployedAt / 1_000), Math.floor((endedAt ?? (last + 1) * DAY * 1_000) / 1_000)]
    for (let period = Math.floor(from / DAY); period <= Math.min(last, Math.floor(to / DAY)); period += 1) {
      const seconds = BigInt(Math.min(to, (period + 1) * DAY) - Math.max(from, period * DAY))
      if (seconds <= 0n) continue
      const found = said.get(`${period}/${node}/${contract}`)
      // It was not there any more to be asked.
      if (found === undefined && (dead.has(node) || deaf.has(node))) told.lost += 1
      else if (found === undefined) told.wrong.push(`period ${period} node ${node}: nothing of ${contract}`)
      else if (!isSame(found.used, wants, seconds))
        told.wrong.push(
          `period ${period} node ${node}: ${contract} ran for ${seconds} s, not ${found.used.cru} core-seconds`,
        )
      else told.checked += 1
    }
  }
  return told
}

function isSame(
  used: PlainUse,
  { cru, mru, sru, hru }: { [Kind in 'cru' | 'mru' | 'sru' | 'hru']: number },
  s: bigint,
) {
  const bytes = (gibibytes: number) => BigInt(gibibytes) * GIB * s
  return (
    used.cru === BigInt(cru) * s &&
    used.mru === bytes(mru) &&
    used.sru === bytes(sru) &&
    used.hru === bytes(hru) &&
    used.ipv4 + used.nru === 0n
  )
}
