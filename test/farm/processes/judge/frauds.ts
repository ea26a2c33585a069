import { plainDraws } from '../../plain-bill.ts'
import type { Observed } from '../observed.ts'
import type { BillJudged } from './bills.ts'

export interface FraudFindings {
  /** False bills that the auditor could judge: they did not fall with another of their farm before. */
  readonly trials: number
  readonly caught: number
  /** By the part of each that is false and the number of draws: how many are to be caught, and how far chance may lead from it. */
  readonly expected: number
  readonly deviation: number
  /** Those of which so much is false that the auditor's word holds for them. */
  readonly promised: { readonly trials: number; readonly caught: number }
  /** Bills whose fate is not what the draws say, which anybody can repeat. */
  readonly unlikeDraws: readonly string[]
  /** Bills disputed that are not false. */
  readonly accused: readonly string[]
}

const nameOf = (farm: unknown, period: unknown): string => `${farm}/${period}`

interface Slash {
  readonly farm: number
  readonly period: number
  readonly block: number
}

export function slashesOf({ blocks }: Pick<Observed, 'blocks'>): Slash[] {
  return blocks.flatMap(({ number, events }) =>
    events
      .filter(({ pallet, name }) => pallet === 'gridAgreements' && name === 'Slashed')
      .map(({ data }) => ({ farm: Number(data['farmId']), period: Number(data['period']), block: number })),
  )
}

/** @param decidedBy last block in which the auditor has looked at everything */
export function judgeFrauds(
  { blocks }: Pick<Observed, 'blocks'>,
  judged: readonly BillJudged[],
  { draws, fraction, decidedBy }: { readonly draws: number; readonly fraction: number; readonly decidedBy: number },
): FraudFindings {
  const slashes = slashesOf({ blocks })
  const disputed = new Set(slashes.map(({ farm, period }) => nameOf(farm, period)))
  const hashes = new Map(blocks.map(({ number, hash }) => [number, hash]))
  const isVoid = ({ bill: { farm, period, block } }: BillJudged) =>
    slashes.some(
      (slash) => slash.farm === farm && slash.period !== period && slash.block >= block && slash.block < block + VOID,
    )
  const tried = judged.filter(
    (each) =>
      each.verdict === 'false' &&
      each.bill.block < decidedBy &&
      (disputed.has(nameOf(each.bill.farm, each.bill.period)) || !isVoid(each)),
  )
  let [caught, expected, variance] = [0, 0, 0]
  const promised = { trials: 0, caught: 0 }
  const unlikeDraws: string[] = []
  for (const { bill, falseAmounts } of tried) {
    const part = Number(falseAmounts.reduce((sum, { from, to }) => sum + to - from, 0n)) / Number(bill.total)
    const chance = 1 - (1 - part) ** draws
    expected += chance
    variance += chance * (1 - chance)
    const isCaught = disputed.has(nameOf(bill.farm, bill.period))
    if (isCaught) caught += 1
    if (part >= fraction) promised.trials += 1
    if (part >= fraction && isCaught) promised.caught += 1
    const drawn = plainDraws(hashes.get(bill.block + 1)!, bill, draws)
    const isDrawn = drawn.some((amount) => falseAmounts.some(({ from, to }) => from <= amount && amount < to))
    if (isDrawn !== isCaught)
      unlikeDraws.push(
        `${nameOf(bill.farm, bill.period)} was ${isCaught ? '' : 'not '}caught, and ${isDrawn ? '' : 'not '}drawn`,
      )
  }
  const isFalse = new Set(
    judged.filter(({ verdict }) => verdict === 'false').map(({ bill }) => nameOf(bill.farm, bill.period)),
  )
  return {
    trials: tried.length,
    caught,
    expected,
    deviation: Math.sqrt(variance),
    promised,
    unlikeDraws,
    accused: [...disputed].filter((name) => !isFalse.has(name)),
  }
}

/** Blocks in which a bill is looked at: one that falls with another by then was never decided. */
const VOID = 60
