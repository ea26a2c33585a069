import { drawAmounts } from './draw.ts'
import type { Silence } from './events.ts'
import type { LeafAt, Placed } from './leaves.ts'
import type { ChainView, OpenBill } from './read.ts'
import { type Falsehood, impossible, impossibleTogether, isBefore } from './rules.ts'
import { isBeyond } from './uptime.ts'
import { type AskNode, checkUsage } from './usage.ts'

export interface Examination {
  readonly view: ChainView
  readonly farmId: number
  /** Who is asked for leaves. */
  readonly farmTwin: number
  readonly bill: OpenBill
  /** Hash of the block that decides what is drawn. */
  readonly seed: string
  readonly draws: number
  readonly walkUpTo: number
  readonly atOnce: number
  readonly leafAt: LeafAt
  /** Leaves about which nothing is open any more, by where they begin. */
  readonly settled: Set<bigint>
  readonly ask: AskNode
  /** Seconds of the period in which a node may have been up. */
  readonly upOf: (node: number) => Promise<number>
}

export interface Findings {
  readonly falsehood: Falsehood | null
  readonly silent: readonly Silence[]
  readonly doubts: readonly string[]
}

/** What one leaf has brought to light. */
interface Finding {
  readonly falsehood?: Falsehood
  readonly silence?: Silence
  readonly doubt?: string
  readonly isOdd?: boolean
}

/**
 * Draws leaves, and looks at each: by itself, with those of its agreement next to it, and beside what its node says. The first
 * falsehood ends it. Where leaves are not in order, all are looked at, for what is counted twice may be anywhere.
 */
export async function examine(examination: Examination): Promise<Findings> {
  const { placed, isSilent } = await draw(examination)
  const findings: Finding[] = isSilent ? [farmIsSilent(examination)] : []
  for (const some of inTurn(placed, examination.atOnce)) {
    findings.push(...(await Promise.all(some.map((each) => examineDrawn(examination, each)))))
    if (findings.some(isFalse)) break
  }
  const odd = findings.some(({ isOdd }) => isOdd === true)
  const walked = odd && !findings.some(isFalse) ? await walk(examination) : []
  return summed([...findings, ...walked])
}

const isFalse = ({ falsehood }: Finding): boolean => falsehood !== undefined

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

async function examineDrawn(examination: Examination, placed: Placed): Promise<Finding> {
  const { settled } = examination
  const alone = await examineLeaf(examination, placed)
  if (isFalse(alone)) return alone
  const together = await examineAround(examination, placed)
  if (isFalse(together) || together.silence || together.isOdd) return { ...alone, ...together }
  if (alone.silence === undefined && alone.doubt === undefined) settled.add(placed.from)
  return alone
}

const farmIsSilent = ({ farmTwin }: Examination): Finding => ({
  silence: { twinId: farmTwin, question: 'bill.leaf' },
})

async function examineLeaf(examination: Examination, placed: Placed): Promise<Finding> {
  const { view, farmId, bill, ask } = examination
  const { leaf, path } = placed
  const reason = await impossible(view, farmId, bill.period, leaf)
  if (reason !== undefined) return { falsehood: { reason, evidence: { kind: 'leaves', proofs: [{ leaf, path }] } } }
  const usage = await checkUsage(view, { farmId, period: bill.period }, { leaf, path }, ask)
  if (usage.kind === 'denies') return { falsehood: usage.falsehood }
  if (usage.kind === 'silent') return { silence: { twinId: usage.twinId, question: 'usage.get' } }
  if (usage.kind === 'doubt') return { doubt: usage.doubt }
  const node = await view.node(leaf.node)
  const up = await examination.upOf(leaf.node)
  return node && isBeyond(node.resources, up, leaf.used) ? { doubt: `node ${leaf.node} was up ${up} s` } : {}
}

/** The leaves of the same agreement, which stand together, and the first on either side. */
async function examineAround(examination: Examination, placed: Placed): Promise<Finding> {
  const { view, leafAt, bill, walkUpTo } = examination
  const row = [placed]
  const isSame = ({ leaf }: Placed) => leaf.agreement === placed.leaf.agreement
  while (row.length < walkUpTo && row.at(-1)!.to < bill.total && isSame(row.at(-1)!)) {
    const next = await leafAt(row.at(-1)!.to)
    if (next === undefined) return farmIsSilent(examination)
    row.push(next)
  }
  while (row.length < walkUpTo && row[0]!.from > 0n && isSame(row[0]!)) {
    const before = await leafAt(row[0]!.from - 1n)
    if (before === undefined) return farmIsSilent(examination)
    row.unshift(before)
  }
  const falsehood = await impossibleTogether(view, row.filter(isSame))
  if (falsehood) return { falsehood }
  return row.every((each, at) => at === 0 || isBefore(row[at - 1]!.leaf, each.leaf)) ? {} : { isOdd: true }
}

/** All leaves, from the first on. */
async function walk(examination: Examination): Promise<Finding[]> {
  const { view, leafAt, bill, walkUpTo } = examination
  const findings: Finding[] = [{ doubt: 'its leaves are not in order' }]
  const rows = new Map<bigint, Placed[]>()
  for (let [at, count] = [0n, 0]; at < bill.total && count < walkUpTo; count += 1) {
    const placed = await leafAt(at)
    if (placed === undefined) return [...findings, farmIsSilent(examination)]
    const { agreement } = placed.leaf
    rows.set(agreement, [...(rows.get(agreement) ?? []), placed])
    at = placed.to
  }
  for (const row of rows.values()) {
    const falsehood = await impossibleTogether(view, row)
    if (falsehood) return [...findings, { falsehood }]
  }
  return findings
}

function summed(findings: readonly Finding[]): Findings {
  const silent = findings.flatMap(({ silence }) => silence ?? [])
  return {
    falsehood: findings.find(isFalse)?.falsehood ?? null,
    silent: [...new Map(silent.map((each) => [`${each.twinId}/${each.question}`, each])).values()],
    doubts: [...new Set(findings.flatMap(({ doubt }) => doubt ?? []))],
  }
}
