import { hash } from 'node:crypto'
import type { UsageQuery, UsageRecords } from '../../../src/grid/proof/records/records.ts'
import type { TaskContext } from '../../../src/kernel/index.ts'

export interface Inflation {
  readonly seed: number
  readonly farm: number
}

/** Of so many bills all but one is false; an honest one in between shows that honest ones are left alone. */
const ONE_IN = 4

const drawn = ({ seed, farm }: Inflation, what: string): number =>
  Number.parseInt(hash('sha256', `${seed}/${farm}/${what}`).slice(0, 8), 16)

export const isInflated = (inflation: Inflation, period: number): boolean =>
  drawn(inflation, String(period)) % ONE_IN !== 0

/** Puts a tenth more than was said on one deployment of a period. */
export const inflating =
  (inflation: Inflation) =>
  async (query: UsageQuery, { ports }: Pick<TaskContext<unknown, { readonly records: UsageRecords }>, 'ports'>) => {
    const gathered = ports.records.gather(query)
    const usages = [...gathered.usages].sort((a, b) => Number(a.deployment - b.deployment))
    if (usages.length === 0 || !isInflated(inflation, query.first)) return gathered
    const chosen = usages[drawn(inflation, `${query.first}/leaf`) % usages.length]!
    const { used } = chosen
    const more = { ...used, cru: (used.cru * 11n) / 10n, mru: (used.mru * 11n) / 10n, sru: (used.sru * 11n) / 10n }
    return { ...gathered, usages: usages.map((each) => (each === chosen ? { ...each, used: more } : each)) }
  }
