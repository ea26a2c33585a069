import { isUnused, type NodeView } from '../../../../src/grid/capacity/node-view.ts'
import { KINDS, type Kind, minus, NOTHING, plus, type Resources } from '../../../../src/grid/capacity/resources.ts'
import type { Wake } from '../../../../src/grid/power/wakes.ts'
import { DAY, isDrawnByBot, MINUTE, type PowerRule, startOfDay, THRESHOLD } from './power.ts'

/** A node is not touched again so soon. */
const REST = 30 * MINUTE

/** The second farmerbot, in Go: each resource by itself, and all the nodes that are needed or none. */
export const powerByGo: PowerRule = (nodes, limit, round) => {
  const up = nodes.filter(({ power }) => power === 'on' || power === 'wakingUp')
  const used = up.reduce((sum, node) => plus(sum, node.isRented ? node.total : node.used), NOTHING)
  const total = up.reduce((sum, node) => plus(sum, node.total), NOTHING)
  const demand = demandOf(used, total)
  const due = wakesByGo(nodes, limit, round)
  if (hasAny(demand)) return { needed: wakingByGo(nodes, demand), due, sleep: [] }
  return { needed: [], due, sleep: sleepByGo(nodes, used, total, round.now) }
}

const hasAny = (of: Resources) => KINDS.some((kind) => of[kind] > 0)

/** What is in use above the threshold. */
function demandOf(used: Resources, total: Resources): Resources {
  const of = (kind: Kind) => {
    if (total[kind] === 0) return 0
    const percent = (used[kind] / total[kind]) * 100
    return percent > THRESHOLD ? Math.ceil(((percent - THRESHOLD) / 100) * total[kind]) : 0
  }
  return { cru: of('cru'), mru: of('mru'), sru: of('sru'), hru: of('hru') }
}

/** A node counts for a resource only if it has as much of it as is still missing. */
function wakingByGo(nodes: readonly NodeView[], demand: Resources): number[] {
  let missing = demand
  const wake: number[] = []
  for (const node of nodes) {
    if (!hasAny(missing)) break
    if (node.power !== 'off') continue
    const helped = KINDS.filter((kind) => missing[kind] > 0 && node.total[kind] >= missing[kind])
    if (helped.length === 0) continue
    wake.push(node.id)
    missing = { ...missing, ...Object.fromEntries(helped.map((kind) => [kind, 0])) }
  }
  return hasAny(missing) ? [] : wake
}

function sleepByGo(nodes: readonly NodeView[], used: Resources, total: Resources, now: number): number[] {
  const on = nodes.filter(({ power }) => power === 'on')
  const candidates = on.filter((node) => mayGo(node) && now - node.changedAt >= REST)
  let [usedLeft, totalLeft] = [used, total]
  const sleep: number[] = []
  for (const node of candidates) {
    if (on.length - sleep.length === 1) break
    usedLeft = minus(usedLeft, node.used)
    totalLeft = minus(totalLeft, node.total)
    if (!hasAny(totalLeft)) break
    const demand = demandOf(usedLeft, totalLeft)
    if (KINDS.every((kind) => totalLeft[kind] - usedLeft[kind] >= demand[kind])) sleep.push(node.id)
  }
  return sleep
}

const mayGo = (node: NodeView): boolean =>
  isUnused(node) && !node.hasPublicConfig && !node.isNeverShutDown && !node.hasContracts && node.openClaims === 0

function wakesByGo(nodes: readonly NodeView[], limit: number, round: Parameters<PowerRule>[2]): Wake[] {
  const { now } = round
  const start = startOfDay(now)
  const wakes: Wake[] = []
  for (const node of nodes) {
    if (wakes.length === limit) break
    if (node.power !== 'off' || now - node.changedAt < REST) continue
    if (now - node.awakeAt > DAY) wakes.push({ node: node.id, reason: 'overdue' })
    else if (node.awakeAt < start) wakes.push({ node: node.id, reason: 'periodic' })
    else if (isDrawnByBot(round, node.id, nodes.length, limit)) wakes.push({ node: node.id, reason: 'random' })
  }
  return wakes
}
