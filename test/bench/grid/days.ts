import type { NodeView, PowerState } from '../../../src/grid/capacity/node-view.ts'
import type { Resources } from '../../../src/grid/capacity/resources.ts'
import { DAY, MINUTE, type Orders, type PowerRule } from './references/power.ts'
import { createStock, type Deployment, type Stock } from './stock.ts'
import type { Strategy } from './strategies.ts'
import { type Chances, createChances, deploymentsFor } from './workload.ts'

const ROUND = 5 * MINUTE
const BOOT = 7 * MINUTE
const HOUR = 60 * MINUTE
/** Of what the scarcest resource of all nodes together holds, on the average. */
const LOAD = 0.3
/** Most deployments are soon gone, some stay for days: how many, and for how long. */
const STAYS = [
  { share: 0.8, mean: 4 * HOUR },
  { share: 0.2, mean: 72 * HOUR },
]
const MEAN_STAY = STAYS.reduce((sum, { share, mean }) => sum + share * mean, 0)
/** A month begins: 1 January 2024. */
const BEGIN = Date.UTC(2024, 0, 1)

export interface Days {
  readonly nodeHours: number
  /** Sent to sleep within an hour of being woken because it was needed. */
  readonly flaps: number
  readonly wakesNeeded: number
  readonly wakesDue: number
  /** Deployments that had to wait for their node to come up. */
  readonly waited: number
  /** Times that a node was not up for more than a day. */
  readonly missedDays: number
  readonly doubleBookings: number
  readonly placed: number
  readonly refused: number
}

interface Woken {
  readonly at: number
  readonly isNeeded: boolean
}

/** A farm over some days of a clock that only counts: deployments come by day more than by night, and leave. */
export function simulate(
  farm: readonly NodeView[],
  strategy: Strategy,
  rule: PowerRule,
  days: number,
  seed: number,
): Days {
  const chances = createChances(seed)
  const first = deploymentsFor(farm, LOAD, seed)
  const stock = createStock(
    farm.map((node) => ({ ...node, changedAt: BEGIN - DAY, awakeAt: BEGIN - HOUR })),
    strategy.create(),
  )
  const leaving = new Map<number, Deployment[]>()
  const woken = new Map<number, Woken>()
  const counts = new Map<number, { today: number; randomThisMonth: number }>()
  const result = { nodeHours: 0, flaps: 0, wakesNeeded: 0, wakesDue: 0, waited: 0, missedDays: 0 }
  const countsOf = (id: number) => counts.get(id) ?? { today: 0, randomThisMonth: 0 }

  const change = (id: number, power: PowerState, now: number) =>
    stock.put({ ...stock.views.get(id)!, power, changedAt: now })

  function wake(id: number, now: number, isNeeded: boolean): void {
    if (stock.views.get(id)!.power !== 'off') return
    woken.set(id, { at: now, isNeeded })
    result[isNeeded ? 'wakesNeeded' : 'wakesDue'] += 1
    change(id, 'wakingUp', now)
  }

  function come(resources: Resources, now: number, stay: number): void {
    const deployment = stock.place(resources)
    if (deployment === undefined) return
    if (stock.views.get(deployment.node)!.power !== 'on') result.waited += 1
    wake(deployment.node, now, true)
    const until = Math.ceil((now + stay) / ROUND) * ROUND
    leaving.set(until, [...(leaving.get(until) ?? []), deployment])
  }

  function obey({ needed, due, sleep }: Orders, now: number): void {
    for (const id of needed) wake(id, now, true)
    for (const { node, reason } of due) {
      const { today, randomThisMonth } = countsOf(node)
      counts.set(node, { today: today + 1, randomThisMonth: randomThisMonth + (reason === 'random' ? 1 : 0) })
      wake(node, now, false)
    }
    for (const id of sleep) {
      const since = woken.get(id)
      if (since?.isNeeded && now - since.at < HOUR) result.flaps += 1
      change(id, 'shuttingDown', now)
    }
  }

  for (const resources of first) come(resources, BEGIN, residualStay(chances))
  // Those were there before, on nodes that are up.
  for (const id of woken.keys()) change(id, 'on', BEGIN - DAY)
  woken.clear()
  Object.assign(result, { wakesNeeded: 0, waited: 0 })
  const { placed: before } = stock.count
  for (let now = BEGIN; now < BEGIN + days * DAY; now += ROUND) {
    if (now % DAY === 0) for (const [id, each] of counts) counts.set(id, { ...each, today: 0 })
    for (const deployment of leaving.get(now) ?? []) stock.remove(deployment)
    leaving.delete(now)
    result.missedDays += advance(stock, woken, now)
    obey(
      rule([...stock.views.values()], perRound(farm.length), {
        now,
        every: ROUND,
        counts: countsOf,
        random: chances.random,
      }),
      now,
    )
    result.nodeHours += ([...stock.views.values()].filter(({ power }) => power !== 'off').length * ROUND) / HOUR
    const rate = (first.length / MEAN_STAY) * (1 - 0.6 * Math.cos((2 * Math.PI * (now - 3 * HOUR)) / DAY))
    for (let at = now + chances.after(1 / rate); at < now + ROUND; at += chances.after(1 / rate))
      come(chances.deployment(), at, stayOf(chances))
  }
  const { placed, refused } = stock.count
  return { ...result, placed: placed - before, refused, doubleBookings: stock.ledger.doubleBookings }
}

/** So many that each node is woken before noon. */
const perRound = (nodes: number): number => Math.ceil(nodes / 144)

/** What came of the orders before. @returns nodes that have by now not been up for a day */
function advance({ views, put }: Stock, woken: ReadonlyMap<number, Woken>, now: number): number {
  let missed = 0
  for (const node of views.values()) {
    if (node.power === 'wakingUp' && now - woken.get(node.id)!.at >= BOOT) put({ ...node, power: 'on', awakeAt: now })
    else if (node.power === 'shuttingDown') put({ ...node, power: 'off', awakeAt: now })
    else if (node.power === 'on') put({ ...node, awakeAt: now })
    else if (node.power === 'off' && now - node.awakeAt >= DAY && now - node.awakeAt < DAY + ROUND) missed += 1
  }
  return missed
}

const stayOf = ({ random, after }: Chances): number => after(STAYS[random() < STAYS[0]!.share ? 0 : 1]!.mean)

/** Of what is there already, what stays long is more than of what comes. */
const residualStay = ({ random, after }: Chances): number =>
  after(STAYS[random() < (STAYS[0]!.share * STAYS[0]!.mean) / MEAN_STAY ? 0 : 1]!.mean)
