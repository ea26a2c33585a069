import type { OpenBill } from '../chain-state.ts'
import { type Finding, farmIsSilent, isFalse } from './finding.ts'
import type { LeafAt, Placed } from './leaves.ts'
import type { ChainView } from './read.ts'
import { falsehoodOf, impossible, impossibleTogether, isBefore, MOST_SHOWN } from './rules.ts'

export interface Surroundings {
  readonly view: ChainView
  readonly farmId: number
  readonly farmTwin: number
  readonly leafAt: LeafAt
  readonly bill: OpenBill
}

/** A leaf with those of the same agreement, which stand together, as many as could be shown; and the first on either side. */
export async function examineAround({ view, farmTwin, leafAt, bill }: Surroundings, drawn: Placed): Promise<Finding[]> {
  const row = [drawn]
  const isSame = ({ leaf }: Placed) => leaf.agreement === drawn.leaf.agreement
  for (let last = drawn; row.length <= MOST_SHOWN && isSame(last) && last.to < bill.total; ) {
    const next = await leafAt(last.to)
    if (next === undefined) return [farmIsSilent(farmTwin)]
    row.push(next)
    last = next
  }
  const after = row.length
  for (let first = drawn; row.length - after < MOST_SHOWN && isSame(first) && first.from > 0n; ) {
    const before = await leafAt(first.from - 1n)
    if (before === undefined) return [farmIsSilent(farmTwin)]
    row.unshift(before)
    first = before
  }
  const together = await impossibleTogether(view, row.filter(isSame))
  const inOrder = row.every((each, at) => at === 0 || isBefore(row[at - 1]!.leaf, each.leaf))
  return inOrder ? together : [...together, { kind: 'odd', doubt: 'its leaves are not in order' }]
}

/** All leaves from the first on, up to so many, by what the chain knows: what is counted twice may be anywhere. */
export async function walk({ view, farmId, farmTwin, leafAt, bill }: Surroundings, upTo: number): Promise<Finding[]> {
  const findings: Finding[] = []
  const rows = new Map<bigint, Placed[]>()
  for (let [at, count] = [0n, 0]; at < bill.total && count < upTo; count += 1) {
    const placed = await leafAt(at)
    if (placed === undefined) return [...findings, farmIsSilent(farmTwin)]
    const reason = await impossible(view, farmId, bill.period, placed.leaf)
    if (reason !== undefined) return [{ kind: 'falsehood', falsehood: falsehoodOf(reason, [placed]) }]
    const row = rows.get(placed.leaf.agreement)
    if (row) row.push(placed)
    else rows.set(placed.leaf.agreement, [placed])
    at = placed.to
  }
  for (const row of rows.values()) {
    findings.push(...(await impossibleTogether(view, row)))
    if (isFalse(findings)) break
  }
  return findings
}
