import { DutyChanged, type DutyState } from '../../chain/duties/events.ts'
import type { ActorContext } from '../../kernel/index.ts'
import type { PowerState } from '../capacity/node-view.ts'
import type { FarmConfig } from './config.ts'
import type { GridNodeContext } from './node-context.ts'
import type { FarmPorts } from './ports.ts'

type Ctx = ActorContext<FarmConfig, FarmPorts>

const MINUTE = 60_000

/** What has become of a wake by the power of its node; it is not over where nothing stands here. */
const ENDS: Readonly<Partial<Record<PowerState, DutyState>>> = {
  on: 'done',
  off: 'dropped',
  shuttingDown: 'dropped',
  unreachable: 'missed',
}

/** A node that is told to come up owes it to be up in time. */
export function tellWake({ nodeId, power, changedAt, attempts }: GridNodeContext, ctx: Ctx): void {
  const { waking } = ctx.ports
  const key = String(nodeId)
  if (power === 'wakingUp') {
    if (waking.get(nodeId) === attempts) return
    waking.set(nodeId, attempts)
    const by = changedAt + ctx.config.wakeWithin * MINUTE
    ctx.emit(DutyChanged, {
      kind: 'wake',
      key,
      state: 'running',
      by,
      detail: attempts > 1 ? `told ${attempts} times` : 'told',
    })
    return
  }
  const state = ENDS[power]
  if (state !== undefined && waking.delete(nodeId)) ctx.emit(DutyChanged, { kind: 'wake', key, state })
}
