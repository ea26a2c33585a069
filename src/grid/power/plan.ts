import type { NodeView } from '../capacity/node-view.ts'
import { KINDS, plus, type Resources } from '../capacity/resources.ts'
import type { PowerConfig } from './config.ts'
import { excessOf, isIdle, isUp, isWithin, sleepShare, type Usage, usageOf, wakeShare, without } from './demand.ts'

const MINUTE = 60_000

/** What is to be done about the power of a farm now. */
export interface PowerPlan {
  readonly wake: readonly number[]
  readonly sleep: readonly number[]
  /** By how much the farm is short of each resource, even with all that can be woken. */
  readonly short?: Partial<Resources>
}

const NOTHING_TO_DO: PowerPlan = { wake: [], sleep: [] }

/**
 * Wakes what is needed, or sends to sleep what is not, never both at once. A node goes to sleep only if without it the farm would
 * be well below what makes it wake one, so that the same load never leads to both.
 *
 * @param now milliseconds
 */
export function planPower(nodes: readonly NodeView[], config: PowerConfig, now: number): PowerPlan {
  const usage = usageOf(nodes.filter(isUp))
  if (!isWithin(usage, wakeShare(config))) return planWaking(nodes, usage, config, now)
  return planSleep(nodes, usage, config, now)
}

function planWaking(nodes: readonly NodeView[], usage: Usage, config: PowerConfig, now: number): PowerPlan {
  const asleep = nodes.filter(
    ({ power, changedAt, isRented }) => power === 'off' && !isRented && now - changedAt >= config.minimumOff * MINUTE,
  )
  const wake: number[] = []
  let reached = usage
  while (!isWithin(reached, wakeShare(config))) {
    const next = mostHelpful(asleep, wake, reached, config)
    if (next === undefined) return { wake, sleep: [], short: shortage(reached, config) }
    wake.push(next.id)
    reached = { total: plus(reached.total, next.total), used: plus(reached.used, next.system) }
  }
  return { wake, sleep: [] }
}

/** The smallest node that is enough by itself, or else the one that helps most. */
function mostHelpful(
  asleep: readonly NodeView[],
  taken: readonly number[],
  { total, used }: Usage,
  config: PowerConfig,
): NodeView | undefined {
  const share = wakeShare(config)
  const helps = asleep
    .filter(({ id }) => !taken.includes(id))
    .map((node) => {
      const after = { total: plus(total, node.total), used: plus(used, node.system) }
      return { node, left: lackOf(after, share), size: node.total.cru }
    })
    .filter(({ left }) => left < lackOf({ total, used }, share))
  return helps.sort((a, b) => a.left - b.left || a.size - b.size || a.node.id - b.node.id)[0]?.node
}

/** How far what is in use is beyond its shares, added up over the resources as parts of what there is. */
const lackOf = ({ total, used }: Usage, shareOf: ReturnType<typeof wakeShare>): number =>
  KINDS.reduce((sum, kind) => sum + excessOf(used[kind], total[kind], shareOf(kind)) / Math.max(1, total[kind]), 0)

const shortage = ({ total, used }: Usage, config: PowerConfig): Partial<Resources> =>
  Object.fromEntries(
    KINDS.map((kind) => [kind, excessOf(used[kind], total[kind], wakeShare(config)(kind))] as const).filter(
      ([, amount]) => amount > 0,
    ),
  )

function planSleep(nodes: readonly NodeView[], usage: Usage, config: PowerConfig, now: number): PowerPlan {
  const on = nodes.filter(({ power }) => power === 'on')
  const candidates = on
    .filter((node) => isIdle(node) && now - node.changedAt >= config.minimumOn * MINUTE)
    .sort((a, b) => a.total.cru - b.total.cru || a.id - b.id)
  const sleep: number[] = []
  let left = usage
  for (const node of candidates) {
    if (on.length - sleep.length <= config.keepOn) break
    const after = without(left, node)
    if (!isWithin(after, sleepShare(config))) continue
    sleep.push(node.id)
    left = after
  }
  return sleep.length === 0 ? NOTHING_TO_DO : { wake: [], sleep }
}
