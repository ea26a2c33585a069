import type { PlainRates } from '../../plain-bill.ts'
import type { Observed } from '../observed.ts'
import { FARM, type Layout, liarsOf, upTo, userOf } from '../places.ts'
import { type BillJudged, gapsOf, judgeBill, unbilledOf } from './bills.ts'
import { brokenPromises, type Capacity, doubleBookings, fullest } from './bookings.ts'
import { judgeFrauds, slashesOf } from './frauds.ts'
import { judgePower } from './power.ts'
import { judgeServices } from './service-bills.ts'

/** One thing that was promised, and what was seen of it. */
export interface Line {
  readonly what: string
  readonly seen: string
  readonly isGood: boolean
  /** What is wrong, one by one. */
  readonly wrong: readonly string[]
}

export interface Rules {
  readonly layout: Layout
  readonly capacity: Capacity
  /** Seconds of a period. */
  readonly period: number
  /** What the chain asks for use, where its users pay under contracts; else they have agreements. */
  readonly prices: PlainRates | undefined
  /** How many leaves the auditor draws of a bill, and how likely it says to find one false of which this part is. */
  readonly draws: number
  readonly fraction: number
  readonly chance: number
  /** Last block in which the auditor has looked at everything. */
  readonly decidedBy: number
  /** Whether a farm was made to bill too much for a period. */
  isInflated(farm: number, period: number): boolean
}

/** Milliseconds: a farm asks nodes and makes its bill of what they say meanwhile. */
const GRACE = 15_000
/** How far chance may lead: beyond so many deviations once in some thousand runs. */
const DEVIATIONS = 3.3

/** Fewer say nothing. */
const SOME = 40
/** So many bills of liars are hardly all honest. */
const FEW = 8

const none = (what: string, seen: string, wrong: readonly string[]): Line => ({
  what,
  seen,
  isGood: wrong.length === 0,
  wrong,
})

export function judge(observed: Observed, rules: Rules): Line[] {
  const { prices } = rules
  const money = prices === undefined ? judgeMoney(observed, rules) : judgeContracts(observed, prices, rules.period)
  return [...judgeUse(observed, rules), ...money]
}

function judgeContracts(observed: Observed, prices: PlainRates, period: number): Line[] {
  const { exact, partial, wrong, gaps, asked } = judgeServices(observed, prices, period)
  const { services } = observed
  return [
    none(
      'every bill exact to the unit',
      `${exact + partial} of ${services.length}, ${asked} thousandths, ${partial} without nodes that were gone`,
      wrong,
    ),
    none('periods without gap or overlap', `${gaps.length} in ${services.length} bills`, gaps),
  ]
}

function judgeUse(observed: Observed, { capacity }: Rules): Line[] {
  const { answers } = observed
  const deployed = answers.filter(({ deployedAt }) => deployedAt !== undefined).length
  const doubles = doubleBookings(observed, capacity)
  const broken = brokenPromises(observed)
  const { toldDown, toldUp, underDeployment, underClaim, refusedByChain } = judgePower(observed)
  const full = Math.round(fullest(observed, capacity) * 100)
  return [
    none('no double booking', `${doubles.length} in ${answers.length} answers, a node up to ${full} % full`, doubles),
    none('no user refused what was promised', `${broken.length}, ${deployed} deployed`, broken),
    none(
      'no node shut down under a deployment',
      `${underDeployment.length}, told down ${toldDown} and up ${toldUp} times`,
      underDeployment,
    ),
    none('no node shut down under a claim', String(underClaim.length), underClaim),
    {
      what: 'none was even tried',
      seen: `${refusedByChain} refused by the chain`,
      isGood: refusedByChain === 0,
      wrong: [],
    },
  ]
}

const seenOf = ({ bill: { farm, period }, reason }: BillJudged): string => `farm ${farm}, period ${period}: ${reason}`

function judgeMoney(observed: Observed, rules: Rules): Line[] {
  const { bills } = observed
  const judged = bills.map((bill) => judgeBill(bill, observed, { grace: GRACE, length: rules.period }))
  const of = (isOurs: boolean) => judged.filter(({ bill }) => (bill.farm === FARM) === isOurs)
  const wrong = of(true).filter(({ verdict }) => verdict !== 'exact' && verdict !== 'partial')
  const partial = of(true).filter(({ verdict }) => verdict === 'partial')
  const total = of(true).reduce((sum, { bill }) => sum + bill.total, 0n)
  const gaps = [FARM, ...liarsOf(rules.layout).map(({ farm }) => farm)].flatMap((farm) => gapsOf(bills, farm))
  const unsigned = observed.statements.reduce((sum, { badSignatures }) => sum + badSignatures, 0)
  const odd = of(false).filter(
    ({ bill, verdict }) => verdict !== (rules.isInflated(bill.farm, bill.period) ? 'false' : 'exact'),
  )
  // The first two have agreed to less than they use.
  const users = new Set(
    upTo(rules.layout.users)
      .slice(2)
      .map((user) => userOf(user).twin),
  )
  const { ran, unbilled } = unbilledOf(observed, { farm: FARM, length: rules.period, users })
  return [
    none(
      'every bill exact to the unit',
      `${of(true).length - wrong.length} of ${of(true).length}, ${total} units, ${partial.length} without nodes that were gone, ${unsigned} bad signatures`,
      wrong.map(seenOf),
    ),
    {
      what: 'use that is billed',
      seen: `of ${ran} nodes and periods with use ${unbilled} unbilled: down or dead before they were asked`,
      isGood: unbilled < ran / 4 || ran < SOME,
      wrong: [],
    },
    none('periods without gap or overlap', `${gaps.length} in ${bills.length} bills`, gaps),
    none(
      'the judge finds false what was made so',
      `${of(false).filter(({ verdict }) => verdict === 'false').length} of ${of(false).length} bills of liars`,
      odd.map((each) => `${seenOf(each)} (${each.verdict})`),
    ),
    ...judgeAudit(observed, judged, rules),
  ]
}

function judgeAudit(observed: Observed, judged: readonly BillJudged[], rules: Rules): Line[] {
  const { draws, fraction, chance, decidedBy } = rules
  const bills = judged.filter(({ bill }) => bill.farm !== FARM)
  const found = judgeFrauds(observed, judged, { draws, fraction, decidedBy })
  const { trials, caught, expected, deviation, promised, unlikeDraws, accused } = found
  const percent = (part: number) => `${(part * 100).toFixed(1)} %`
  const isLikely = Math.abs(caught - expected) <= DEVIATIONS * deviation + 0.5
  const least = promised.trials * chance - DEVIATIONS * Math.sqrt(promised.trials * chance * (1 - chance)) - 0.5
  const seen = [
    `${caught} of ${trials}, ${expected.toFixed(1)} ± ${deviation.toFixed(1)} expected by what is false of each`,
    `of the ${promised.trials} with ${percent(fraction)} false or more ${promised.caught}, stated ${percent(chance)} by ${draws} draws`,
  ]
  return [
    {
      what: 'frauds caught with the stated chance',
      seen: seen.join('; '),
      isGood: isLikely && promised.caught >= least && (trials > 0 || bills.length < FEW),
      wrong: [],
    },
    none('each as its draws say, which anybody can repeat', `${unlikeDraws.length} unlike`, unlikeDraws),
    none('none reported falsely', `${accused.length} of ${slashesOf(observed).length} disputes`, accused),
  ]
}
