import { type PlainLeaf, type PlainRates, type PlainUse, plainCost, plainRoot } from '../../plain-bill.ts'
import type { Observed, ServiceBillSeen, Statement } from '../observed.ts'
import { contractsOf, wasOver } from './holds.ts'

export interface ServiceFindings {
  readonly exact: number
  /** Exact for the nodes that are in it; others had not answered. */
  readonly partial: number
  readonly wrong: readonly string[]
  readonly gaps: readonly string[]
  /** What was asked of the chain, in thousandths of a USD. */
  readonly asked: bigint
}

/** Costs are in ten-thousandths of what the chain is asked for. */
const PARTS = 10_000n
const KINDS = ['cru', 'mru', 'sru', 'hru', 'ipv4', 'nru'] as const

/** Each deployment and node once: its use of all periods, priced period by period. */
export function serviceLeaves(
  statements: readonly Statement[],
  rates: PlainRates,
  { service, first, last }: Pick<ServiceBillSeen, 'service' | 'first' | 'last'>,
): PlainLeaf[] {
  const sums = new Map<string, PlainLeaf>()
  for (const { period, used: stated } of statements) {
    if (period < first || period > last) continue
    for (const { agreement, deployment, node, used } of stated) {
      if (agreement !== service) continue
      const before = sums.get(`${deployment}/${node}`)
      const amount = plainCost(rates, used) + (before?.amount ?? 0n)
      sums.set(`${deployment}/${node}`, { agreement, deployment, node, used: plus(before?.used, used), amount })
    }
  }
  return [...sums.values()].sort((a, b) => Number(a.deployment - b.deployment) || a.node - b.node)
}

const plus = (one: PlainUse | undefined, other: PlainUse): PlainUse =>
  one === undefined
    ? other
    : (Object.fromEntries(KINDS.map((kind) => [kind, one[kind] + other[kind]])) as unknown as PlainUse)

/**
 * The bills of each service contract, one after the other: what is in them, what each leaves to the next, and that none is missing.
 *
 * @param length of a period, in seconds
 */
export function judgeServices(
  { statements, services, blocks }: Pick<Observed, 'statements' | 'services' | 'blocks'>,
  rates: PlainRates,
  length: number,
): ServiceFindings {
  const contracts = contractsOf(blocks)
  const within = statements.map(({ used, ...statement }) => ({
    ...statement,
    used: used.filter(({ deployment }) => !wasOver(contracts, deployment, { period: statement.period, length })),
  }))
  const wrong: string[] = []
  const gaps: string[] = []
  let [exact, partial, asked] = [0, 0, 0n]
  for (const [service, bills] of Map.groupBy(services, (bill) => bill.service)) {
    let carried = 0n
    let next: number | undefined
    for (const bill of bills) {
      const name = `service ${service}, periods ${bill.first} to ${bill.last}`
      if (next !== undefined && bill.first !== next) gaps.push(`${name}: ${next} was to come`)
      next = bill.last + 1
      asked += bill.asked
      const nodes = new Set(bill.leaves?.map(({ node }) => node))
      const whole = [statements, within].map((of) => serviceLeaves(of, rates, bill))
      const some = whole.map((of) => of.filter(({ node }) => nodes.has(node)))
      const isWhole = whole.some((of) => plainRoot(of).root === bill.root)
      const leaves = [...whole, ...some].find((of) => plainRoot(of).root === bill.root) ?? whole[0]!
      const { root, total } = plainRoot(leaves)
      const owed = (carried + total) / PARTS
      if (root !== bill.root) wrong.push(`${name}: is not what its nodes have signed`)
      else if (bill.carried !== carried) wrong.push(`${name}: carries ${bill.carried}, not ${carried}`)
      else if (bill.asked !== owed) wrong.push(`${name}: asks ${bill.asked}, not ${owed}`)
      else if (isWhole) exact += 1
      else partial += 1
      carried += total - bill.asked * PARTS
    }
  }
  return { exact, partial, wrong, gaps, asked }
}
