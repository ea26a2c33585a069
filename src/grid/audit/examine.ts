import { examineAround, type Surroundings, walk } from './around.ts'
import { drawAmounts } from './draw.ts'
import { type Finding, type Findings, farmIsSilent, isFalse, isOdd, summed } from './finding.ts'
import type { Placed } from './leaves.ts'
import { falsehoodOf, impossible } from './rules.ts'
import { isBeyond } from './uptime.ts'
import { type AskNode, checkUsage } from './usage.ts'
import { checkReceipt, type ReceiptOf } from './user-receipt.ts'

export interface Examination extends Surroundings {
  /** Hash of the block that decides what is drawn. */
  readonly seed: string
  readonly draws: number
  readonly walkUpTo: number
  readonly atOnce: number
  /** Leaves about which nothing is open any more, by where they begin. */
  readonly settled: Pick<Set<bigint>, 'has' | 'add'>
  readonly ask: AskNode
  readonly receiptOf: ReceiptOf
  /** Seconds of the period in which a node may have been up. */
  readonly upOf: (node: number) => Promise<number>
}

/**
 * Draws leaves, and looks at each: by itself, with those of its agreement next to it, and beside what its node says. The first
 * falsehood ends it. Where something is odd about the bill, all leaves are looked at by what the chain knows.
 */
export async function examine(examination: Examination): Promise<Findings> {
  const { farmTwin, atOnce, walkUpTo } = examination
  const { placed, isSilent } = await draw(examination)
  const findings: Finding[] = [...(isSilent ? [farmIsSilent(farmTwin)] : []), ...(await examineTotal(examination))]
  for (const some of inTurn(placed, atOnce)) {
    findings.push(...(await Promise.all(some.map((each) => examineDrawn(examination, each)))).flat())
    if (isFalse(findings)) break
  }
  if (isOdd(findings) && !isFalse(findings)) findings.push(...(await walk(examination, walkUpTo)))
  return summed(findings)
}

/** Before anybody is asked: whether all that was agreed allows what the bill comes to. */
async function examineTotal({ view, farmId, bill }: Examination): Promise<Finding[]> {
  if (bill.total <= (await view.mostOf(farmId, bill.period))) return []
  return [{ kind: 'odd', doubt: 'it comes to more than its agreements allow' }]
}

const inTurn = <T>(all: readonly T[], atOnce: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / atOnce) }, (_, at) => all.slice(at * atOnce, (at + 1) * atOnce))

/** The leaves that are drawn, each once. A farm that shows none of several is not asked for the others now. */
async function draw({ bill, seed, draws, atOnce, leafAt, settled }: Examination) {
  const placed = new Map<bigint, Placed>()
  let isSilent = false
  for (const some of inTurn(drawAmounts(seed, bill.root, bill.total, draws), atOnce)) {
    const shown = await Promise.all(some.map(leafAt))
    for (const each of shown) if (each && !settled.has(each.from)) placed.set(each.from, each)
    isSilent ||= shown.includes(undefined)
    if (shown.every((each) => each === undefined)) break
  }
  return { placed: [...placed.values()], isSilent }
}

async function examineDrawn(examination: Examination, placed: Placed): Promise<Finding[]> {
  const { settled } = examination
  const alone = await examineLeaf(examination, placed)
  if (isFalse(alone)) return alone
  const around = await examineAround(examination, placed)
  const { isConfirmed, findings: receipted } = await checkReceipt(examination, placed, examination.receiptOf)
  // Who pays has asked the node: there is no need to wait for its answer to us.
  const unsaid = isConfirmed ? alone.filter(({ kind }) => kind !== 'silence') : alone
  const findings = [...unsaid, ...around, ...receipted]
  if (findings.length === 0) settled.add(placed.from)
  return findings
}

async function examineLeaf({ view, farmId, bill, ask, upOf }: Examination, placed: Placed): Promise<Finding[]> {
  const { leaf } = placed
  const reason = await impossible(view, farmId, bill.period, leaf)
  if (reason !== undefined) return [{ kind: 'falsehood', falsehood: falsehoodOf(reason, [placed]) }]
  const said = await checkUsage(view, { farmId, period: bill.period }, placed, ask)
  if (said !== undefined) return [said]
  const node = await view.node(leaf.node)
  const up = await upOf(leaf.node)
  if (node === null || !isBeyond(node.resources, up, leaf.used)) return []
  return [{ kind: 'doubt', doubt: `node ${leaf.node} was up for ${up} s at the most` }]
}
