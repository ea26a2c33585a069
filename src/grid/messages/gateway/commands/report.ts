import type { TaskContext } from '../../../../kernel/index.ts'
import type { NodeView, PowerState } from '../../../capacity/node-view.ts'
import { DescribeFarm } from '../../../farm/events.ts'
import type { WakesOfNode } from '../../../power/wake-ledger.ts'
import type { GatewayPorts } from '../ports.ts'
import { refusedBy } from './refusals.ts'

/** In the words of the protocol, which knows no node that is silent though it should be up. */
const STATES: Readonly<Record<PowerState, string>> = {
  on: 'ON',
  off: 'OFF',
  wakingUp: 'Waking up',
  shuttingDown: 'Shutting down',
  unreachable: 'Unreachable',
}

const NANOSECONDS = 1_000_000

/** As the protocol writes a time that never was. */
const NEVER = '0001-01-01T00:00:00Z'

const share = (used: number, total: number): number =>
  total === 0 ? 0 : Math.min(255, Math.floor((100 * used) / total))

/** A node with the keys of the protocol; spans of time in nanoseconds, none below zero. */
const reportOf = (node: NodeView, { randomThisMonth, lastPeriodic }: WakesOfNode, now: number) => ({
  id: node.id,
  state: STATES[node.power],
  rented: node.isRented,
  has_active_contracts: node.hasContracts,
  dedicated: node.isDedicated,
  public_config: node.hasPublicConfig,
  cru_usage_percentage: share(node.used.cru, node.total.cru),
  sru_usage_percentage: share(node.used.sru, node.total.sru),
  mru_usage_percentage: share(node.used.mru, node.total.mru),
  hru_usage_percentage: share(node.used.hru, node.total.hru),
  random_wakeups: randomThisMonth,
  since_power_state_changed: spanOf(now - node.changedAt),
  since_last_time_awake: spanOf(now - node.awakeAt),
  last_time_periodic_wakeup: lastPeriodic === null ? NEVER : new Date(lastPeriodic).toISOString(),
  until_claimed_resources_timeout: spanOf((node.claimedUntil ?? now) - now),
})

const spanOf = (milliseconds: number): number => Math.max(0, Math.round(milliseconds)) * NANOSECONDS

/** All managed nodes; an empty list where there are none. @throws MessageError */
export async function report(ctx: Pick<TaskContext<unknown, GatewayPorts>, 'ask' | 'now' | 'ports'>) {
  const outcome = await ctx.ask(DescribeFarm, null)
  if (!outcome.ok) throw refusedBy(outcome.refusal)
  const now = ctx.now()
  return outcome.value.nodes.map((node) => reportOf(node, ctx.ports.wakes.of(node.id, now), now))
}
