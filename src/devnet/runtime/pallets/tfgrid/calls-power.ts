import { u32, u64 } from '../../../scale/index.ts'
import { call, type Execution, signedBy } from '../../pallet/index.ts'
import type { AccountId } from '../../primitives/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { nowInSeconds } from '../timestamp/seconds.ts'
import { TIMESTAMP_HINT_DRIFT } from './constants.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import type { NodeHooks } from './hooks.ts'
import { farmOf, nodeOf, nodeOfAccount, twinIdOf } from './rules.ts'
import { storage } from './storage.ts'
import { type PowerState, power } from './types-node.ts'

const { NodePower } = storage

function report({ storage: access, deposit }: Execution, account: AccountId, uptime: bigint, hint: bigint): void {
  const { id } = nodeOfAccount(access, account)
  const now = nowInSeconds(access)
  if (hint + TIMESTAMP_HINT_DRIFT < now || hint > now + TIMESTAMP_HINT_DRIFT) throw failure.InvalidTimestampHint()
  deposit(event.NodeUptimeReported(id, now, uptime))
}

/** Whether a node is on: what it says, and what its farmer asks. */
export const powerCalls = (hooks: NodeHooks) => ({
  report_uptime: call(
    { index: 11, args: { uptime: u64 }, weight: () => nominalWeight(4, 0), free: true, docs: 'Seconds since boot.' },
    (execution, origin, { uptime }) => report(execution, signedBy(origin), uptime, nowInSeconds(execution.storage)),
  ),

  change_power_state: call(
    {
      index: 35,
      args: { power_state: power },
      weight: () => nominalWeight(4, 1),
      free: true,
      docs: 'Says that the node goes down, or is up again.',
    },
    (execution, origin, { power_state }) => {
      const { storage: access, deposit, blockNumber } = execution
      const node = nodeOfAccount(access, signedBy(origin))
      const before = NodePower.get(access, node.id)
      const state: PowerState = power_state.type === 'Up' ? { type: 'Up' } : { type: 'Down', value: blockNumber }
      if (state.type === before.state.type && state.value === before.state.value) return
      NodePower.set(access, node.id, { ...before, state })
      hooks.powerStateChanged(execution, node)
      deposit(event.PowerStateChanged({ farm_id: node.farm_id, node_id: node.id, power_state: state }))
    },
  ),

  change_power_target: call(
    {
      index: 36,
      args: { node_id: u32, power_target: power },
      weight: () => nominalWeight(6, 1),
      docs: 'Asks a node to be on or off: by its farmer. Says so again when nothing changes.',
    },
    (execution, origin, { node_id, power_target }) => {
      const { storage: access, deposit } = execution
      const twinId = twinIdOf(access, signedBy(origin))
      const { farm_id } = nodeOf(access, node_id)
      if (farmOf(access, farm_id).twin_id !== twinId) throw failure.UnauthorizedToChangePowerTarget()
      if (power_target.type === 'Down' && !hooks.isUnused(execution, node_id)) throw failure.NodeHasActiveContracts()
      NodePower.set(access, node_id, { ...NodePower.get(access, node_id), target: power_target })
      deposit(event.PowerTargetChanged({ farm_id, node_id, power_target }))
    },
  ),

  report_uptime_v2: call(
    {
      index: 38,
      args: { uptime: u64, timestamp_hint: u64 },
      weight: () => nominalWeight(4, 0),
      free: true,
      docs: 'Seconds since boot, and what time it is by the clock of the node.',
    },
    (execution, origin, { uptime, timestamp_hint }) => report(execution, signedBy(origin), uptime, timestamp_hint),
  ),
})
