import { isUnused, type NodeView } from '../../../../src/grid/capacity/node-view.ts'
import type { Resources } from '../../../../src/grid/capacity/resources.ts'
import type { Wake } from '../../../../src/grid/power/wakes.ts'
import { isDrawnByBot, type PowerRule, startOfDay, THRESHOLD } from './power.ts'

/** Cores and bytes alike. */
const scalar = ({ cru, mru, sru, hru }: Resources): number => cru + mru + sru + hru

/** The first farmerbot, in V: one number for all resources, one node woken a round, no time for which a node is left on. */
export const powerByV: PowerRule = (nodes, limit, round) => {
  const up = nodes.filter(({ power }) => power === 'on' || power === 'wakingUp')
  const used = up.reduce((sum, node) => sum + scalar(node.isRented ? node.total : node.used), 0)
  const total = up.reduce((sum, node) => sum + scalar(node.total), 0)
  const isFull = (inUse: number, there: number) => there === 0 || 100 * inUse >= THRESHOLD * there
  const due = wakesByV(nodes, limit, round)
  if (isFull(used, total)) {
    const first = nodes.find(({ power }) => power === 'off')
    return { needed: first ? [first.id] : [], due, sleep: [] }
  }
  return { needed: [], due, sleep: sleepByV(nodes, used, total, isFull) }
}

function sleepByV(
  nodes: readonly NodeView[],
  used: number,
  total: number,
  isFull: (inUse: number, there: number) => boolean,
): number[] {
  const on = nodes.filter(({ power }) => power === 'on')
  const sleep: number[] = []
  let [usedLeft, totalLeft] = [used, total]
  for (const node of on.filter((each) => isUnused(each) && !each.hasPublicConfig && !each.isNeverShutDown)) {
    if (on.length - sleep.length === 1) break
    usedLeft -= scalar(node.used)
    totalLeft -= scalar(node.total)
    if (isFull(usedLeft, totalLeft)) break
    sleep.push(node.id)
  }
  return sleep
}

function wakesByV(nodes: readonly NodeView[], limit: number, round: Parameters<PowerRule>[2]): Wake[] {
  const start = startOfDay(round.now)
  const wakes: Wake[] = []
  for (const node of nodes) {
    if (wakes.length === limit) break
    if (node.power !== 'off') continue
    if (node.awakeAt < start) wakes.push({ node: node.id, reason: 'periodic' })
    else if (isDrawnByBot(round, node.id, nodes.length, limit)) wakes.push({ node: node.id, reason: 'random' })
  }
  return wakes
}
