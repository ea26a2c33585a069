import { isUnused, lentOf, type NodeView } from '../capacity/node-view.ts'
import { KINDS, type Kind, minus, NOTHING, plus, type Resources } from '../capacity/resources.ts'
import { type PowerConfig, WAKE_ABOVE } from './config.ts'

/** What is up, cores as often as they are lent, and what of it is in use. */
export interface Usage {
  readonly total: Resources
  readonly used: Resources
}

/** A node that is let as a whole is in use as a whole. */
export const usageOf = (nodes: readonly NodeView[]): Usage =>
  nodes.reduce(
    (sum, node) => ({
      total: plus(sum.total, lentOf(node)),
      used: plus(sum.used, node.isRented ? lentOf(node) : node.used),
    }),
    { total: NOTHING, used: NOTHING },
  )

/** What there would be without a node that nobody uses. */
export const without = ({ total, used }: Usage, node: NodeView): Usage => ({
  total: minus(total, lentOf(node)),
  used: minus(used, node.used),
})

/** Counted on when it is decided whether more is needed. */
export const isUp = ({ power }: NodeView): boolean => power === 'on' || power === 'wakingUp'

/**
 * How much of a resource is in use beyond what may be: exact in integers, so that it never comes out greater by rounding.
 *
 * @param share whole percent of the total
 */
export function excessOf(used: number, total: number, share: number): number {
  const hundredths = BigInt(used) * 100n - BigInt(share) * BigInt(total)
  return hundredths <= 0n ? 0 : Number((hundredths + 99n) / 100n)
}

/** Whether so much of each resource in use is within its share. */
export function isWithin({ total, used }: Usage, shareOf: (kind: Kind) => number): boolean {
  return KINDS.every((kind) => excessOf(used[kind], total[kind], shareOf(kind)) === 0)
}

export const wakeShare =
  ({ wakeAbove }: PowerConfig) =>
  (kind: Kind): number =>
    wakeAbove[kind] ?? WAKE_ABOVE
export const sleepShare =
  (config: PowerConfig) =>
  (kind: Kind): number =>
    wakeShare(config)(kind) - config.margin

/** May be sent to sleep as far as it is concerned itself. */
export const isIdle = (node: NodeView): boolean =>
  isUnused(node) && !node.hasContracts && !node.hasPublicConfig && !node.isNeverShutDown && node.openClaims === 0
