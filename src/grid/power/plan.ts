import { lentOf, type NodeView } from '../capacity/node-view.ts'
import { KINDS, minus, plus, type Resources } from '../capacity/resources.ts'
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

type Share = ReturnType<typeof wakeShare>

const NOTHING_TO_DO: PowerPlan = { wake: [], sleep: [] }

/**
 * Wakes what is needed, or sends to sleep what is not, never both at once. A node goes to sleep only if without it the farm would
 * be well below what makes it wake one, so that the same load never leads to both. Where fewer are up than are to stay on, because
 * some are unreachable, others take their place while there is still one to wake them.
 *
 * @param now milliseconds
 */
export function planPower(nodes: readonly NodeView[], config: PowerConfig, now: number): PowerPlan {
  const usage = usageOf(nodes.filter(isUp))
  if (!isWithin(usage, wakeShare(config))) return planWaking(nodes, usage, config, now)
  const lacking = config.keepOn - nodes.filter(isUp).length
  if (lacking > 0 && nodes.some(({ power }) => power === 'on'))
    return { wake: idsOf(asleepOf(nodes, config, now).sort(smallestFirst).slice(0, lacking)), sleep: [] }
  return planSleep(nodes, usage, config, now)
}

/** That may be woken. */
const asleepOf = (nodes: readonly NodeView[], { minimumOff }: PowerConfig, now: number): NodeView[] =>
  nodes.filter(
    ({ power, changedAt, isRented }) => power === 'off' && !isRented && now - changedAt >= minimumOff * MINUTE,
  )

function planWaking(nodes: readonly NodeView[], usage: Usage, config: PowerConfig, now: number): PowerPlan {
  const asleep = new Set(asleepOf(nodes, config, now))
  const share = wakeShare(config)
  const woken: NodeView[] = []
  let reached = usage
  while (!isWithin(reached, share)) {
    const next = mostHelpful(asleep, reached, share)
    if (next === undefined) return { wake: idsOf(woken), sleep: [], short: shortage(reached, config) }
    asleep.delete(next)
    woken.push(next)
    reached = withNode(reached, next)
  }
  return { wake: idsOf(withoutNeedless(woken, usage, share)), sleep: [] }
}

const idsOf = (nodes: readonly NodeView[]): number[] => nodes.map(({ id }) => id)

const withNode = ({ total, used }: Usage, node: NodeView): Usage => ({
  total: plus(total, lentOf(node)),
  used: plus(used, node.system),
})

/** The smallest node that is enough by itself, or else the one that helps most. */
function mostHelpful(asleep: Iterable<NodeView>, usage: Usage, share: Share): NodeView | undefined {
  let best: NodeView | undefined
  let least = lackOf(usage, share)
  for (const node of asleep) {
    const left = lackOf(withNode(usage, node), share)
    if (left > least || (left === least && (best === undefined || !isBefore(node, best)))) continue
    best = node
    least = left
  }
  return best
}

const smallestFirst = (a: NodeView, b: NodeView): number => a.total.cru - b.total.cru || a.id - b.id
const isBefore = (a: NodeView, b: NodeView): boolean => smallestFirst(a, b) < 0

/** What was taken first may not be needed any more after what was taken last: it would be sent to sleep again. */
function withoutNeedless(woken: readonly NodeView[], usage: Usage, share: Share): NodeView[] {
  const needed = new Set(woken)
  let reached = woken.reduce(withNode, usage)
  for (const node of woken) {
    const after = { total: minus(reached.total, lentOf(node)), used: minus(reached.used, node.system) }
    if (!isWithin(after, share)) continue
    needed.delete(node)
    reached = after
  }
  return [...needed]
}

/**
 * How far what is in use is beyond its shares, added up over the resources as parts of what there is. Only compared, and for many
 * nodes: it need not be exact.
 */
const lackOf = ({ total, used }: Usage, shareOf: Share): number =>
  KINDS.reduce(
    (sum, kind) => sum + Math.max(0, used[kind] * 100 - shareOf(kind) * total[kind]) / Math.max(1, total[kind]),
    0,
  )

const shortage = ({ total, used }: Usage, config: PowerConfig): Partial<Resources> =>
  Object.fromEntries(
    KINDS.map((kind) => [kind, excessOf(used[kind], total[kind], wakeShare(config)(kind))] as const).filter(
      ([, amount]) => amount > 0,
    ),
  )

/**
 * Who has just come up may have been woken for a look at it alone and go back to sleep: it is no reason to send another, so it is not
 * counted on. Of nodes alike the one goes first that has been up longest: they take turns, and one that cannot be told stays.
 */
function planSleep(nodes: readonly NodeView[], usage: Usage, config: PowerConfig, now: number): PowerPlan {
  const isSettled = ({ power, changedAt }: NodeView) => power === 'on' && now - changedAt >= config.minimumOn * MINUTE
  const [idle, used] = [nodes.filter((node) => isUp(node) && isIdle(node)), nodes.filter((node) => !isIdle(node))]
  const candidates = idle
    .filter(isSettled)
    .sort((a, b) => a.total.cru - b.total.cru || a.changedAt - b.changedAt || a.id - b.id)
  let staying = candidates.length + used.filter(({ power }) => power === 'on').length
  let left = idle.filter((node) => !isSettled(node)).reduce(without, usage)
  const sleep: number[] = []
  for (const node of candidates) {
    if (staying <= config.keepOn) break
    const after = without(left, node)
    if (!isWithin(after, sleepShare(config))) continue
    sleep.push(node.id)
    left = after
    staying -= 1
  }
  return sleep.length === 0 ? NOTHING_TO_DO : { wake: [], sleep }
}
