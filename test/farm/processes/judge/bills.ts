import { type PlainLeaf, type PlainUse, plainLeaves, plainRoot } from '../../plain-bill.ts'
import type { BillSeen, BlockSeen, Observed } from '../observed.ts'
import { contractsOf, holdsOf, wasOver } from './holds.ts'

/** What one bill is, beside what the nodes have signed. */
export interface BillJudged {
  readonly bill: BillSeen
  /**
   * `exact`: to the unit all that the nodes have signed. `partial`: to the unit what some have signed; the others were not to be had
   * when it was made. `false`: it says more of a use than the node has signed. `wrong`: anything else.
   */
  readonly verdict: 'exact' | 'partial' | 'false' | 'wrong'
  readonly reason: string
  /** Places of leaves that say more than their nodes, as the amounts from and up to which they are. */
  readonly falseAmounts: readonly { readonly from: bigint; readonly to: bigint }[]
  /** Nodes whose word is not in it, though they have given it since. */
  readonly left: readonly number[]
}

export interface BillTimes {
  /** Milliseconds that the farm has between an answer and a bill: what came later need not be in it. */
  readonly grace: number
  /** Seconds of a period. */
  readonly length: number
}

const nameOf = ({ agreement, deployment, node }: Omit<PlainLeaf, 'used' | 'amount'>): string =>
  `${agreement}/${deployment}/${node}`

const USES = ['cru', 'mru', 'sru', 'hru', 'ipv4', 'nru'] as const
const isMore = (one: PlainUse, other: PlainUse): boolean => USES.some((kind) => one[kind] > other[kind])

export function judgeBill(
  bill: BillSeen,
  { statements, blocks, deaths }: Pick<Observed, 'statements' | 'blocks' | 'deaths'>,
  { grace, length }: BillTimes,
): BillJudged {
  const { period, root, total, agreements, leaves } = bill
  const said = statements.filter((statement) => statement.period === period)
  const judged = (verdict: BillJudged['verdict'], reason: string, more: Partial<BillJudged> = {}): BillJudged => ({
    bill,
    verdict,
    reason,
    falseAmounts: [],
    left: [],
    ...more,
  })
  const contracts = contractsOf(blocks)
  const shownNames = new Set(leaves?.map(nameOf))
  const all = said
    .flatMap(({ used }) => used)
    .filter((each) => !wasOver(contracts, each.deployment, { period, length }) || shownNames.has(nameOf(each)))
  const whole = plainRoot(plainLeaves(all, agreements, period))
  if (whole.root === root && whole.total === total) return judged('exact', '')
  if (leaves === undefined) return judged('wrong', 'its leaves were not shown')
  const shown = plainRoot(leaves)
  if (shown.root !== root || shown.total !== total) return judged('wrong', 'its leaves do not make its root')
  const byName = new Map(all.map((each) => [nameOf(each), each.used]))
  const unknown = leaves.filter((leaf) => !byName.has(nameOf(leaf)))
  if (unknown.length > 0) return judged('wrong', `no node has signed ${nameOf(unknown[0]!)}`)
  const falseAmounts = falseOf(leaves, byName)
  const billed = new Set(leaves.map(({ node }) => node))
  const included = all.filter(({ node }) => billed.has(node))
  const stated =
    falseAmounts.length === 0 ? included : included.map((each) => ({ ...each, used: usedIn(leaves, each) }))
  const expected = plainRoot(plainLeaves(stated, agreements, period))
  if (expected.root !== root || expected.total !== total)
    return judged('wrong', `comes to ${total}, not ${expected.total}`, { falseAmounts })
  const left = [...new Set(plainLeaves(all, agreements, period).map(({ node }) => node))].filter(
    (node) => !billed.has(node),
  )
  const late = new Set(said.filter(({ at }) => at + grace > bill.at).map(({ node }) => node))
  const over = (period + 1) * length * 1_000
  const isGone = (node: number) =>
    (deaths.get(node) ?? Number.POSITIVE_INFINITY) < bill.at || wentDown(blocks, node, { from: over, to: bill.at })
  const unexcused = left.filter((node) => !late.has(node) && !isGone(node))
  if (unexcused.length > 0)
    return judged('wrong', `is without the use of nodes ${unexcused.join(', ')}, who had answered`)
  if (falseAmounts.length > 0) return judged('false', 'says more than its nodes', { falseAmounts, left })
  return judged('partial', '', { left })
}

const usedIn = (leaves: readonly PlainLeaf[], of: Omit<PlainLeaf, 'amount'>): PlainUse =>
  leaves.find((leaf) => nameOf(leaf) === nameOf(of))?.used ?? of.used

function falseOf(leaves: readonly PlainLeaf[], byName: ReadonlyMap<string, PlainUse>) {
  let from = 0n
  return leaves.flatMap((leaf) => {
    const place = { from, to: from + leaf.amount }
    from = place.to
    return isMore(leaf.used, byName.get(nameOf(leaf))!) ? [place] : []
  })
}

const wentDown = (blocks: readonly BlockSeen[], node: number, { from, to }: { from: number; to: number }): boolean =>
  blocks.some(
    ({ at, events }) =>
      from <= at &&
      at < to &&
      events.some(
        ({ name, data }) =>
          name === 'PowerStateChanged' && Number(data['nodeId']) === node && 'down' in (data['powerState'] as object),
      ),
  )

/** Periods of a farm between its first bill and its last that have none, or several. */
export function gapsOf(bills: readonly BillSeen[], farm: number): string[] {
  const periods = bills
    .filter((bill) => bill.farm === farm)
    .map(({ period }) => period)
    .sort((a, b) => a - b)
  return periods.slice(1).flatMap((period, at) => {
    const before = periods[at]!
    if (period === before) return [`period ${period} of farm ${farm} was billed twice`]
    return period === before + 1 ? [] : [`between ${before} and ${period} farm ${farm} has not billed`]
  })
}

/**
 * Nodes and periods in which something ran that nobody was billed for: the node was down or dead before it could be asked. Only of
 * users whose agreements reach for all they use.
 */
export function unbilledOf(
  { bills, answers, blocks }: Pick<Observed, 'bills' | 'answers' | 'blocks'>,
  { farm, length, users }: { readonly farm: number; readonly length: number; readonly users: ReadonlySet<number> },
): { readonly ran: number; readonly unbilled: number } {
  const holds = holdsOf({ answers, blocks }).filter(({ answer }) => answer.deployedAt !== undefined)
  let [ran, unbilled] = [0, 0]
  for (const bill of bills.filter((each) => each.farm === farm)) {
    const [from, to] = [bill.period * length * 1_000, (bill.period + 1) * length * 1_000]
    const used = holds.filter(
      ({ answer, to: until }) =>
        users.has(answer.user) && Math.min(to, until) - Math.max(from, answer.deployedAt!) > 2_000,
    )
    const nodes = new Set(used.map(({ node }) => node))
    const billed = new Set((bill.leaves ?? []).map(({ node }) => node))
    ran += nodes.size
    unbilled += [...nodes].filter((node) => !billed.has(node)).length
  }
  return { ran, unbilled }
}
