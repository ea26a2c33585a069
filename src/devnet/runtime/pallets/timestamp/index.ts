import { bool, compact, u64 } from '../../../scale/index.ts'
import { call, constant, defaulted, defineCalls, definePallet, defineStorage } from '../../pallet/index.ts'
import { badOrigin } from '../../primitives/index.ts'
import { nominalWeight } from '../system/limits.ts'

const identity = { name: 'Timestamp', index: 2, module: 'pallet_timestamp' } as const

/** Milliseconds a block's time must lie after its parent's. */
const MINIMUM_PERIOD = 1n

const storage = defineStorage('Timestamp', {
  Now: defaulted(u64, 0n, [], { docs: 'The current time for the current block.' }),
  DidUpdate: defaulted(bool, false, [], { docs: 'Whether the timestamp has been updated in this block.' }),
})

const calls = defineCalls(identity, {
  set: call(
    {
      index: 0,
      args: { now: compact(u64) },
      weight: () => nominalWeight(2, 1),
      class: 'Mandatory',
      docs: 'Set the current time.',
    },
    ({ storage: access }, origin, { now }) => {
      if (origin.type !== 'none') throw badOrigin()
      storage.Now.set(access, now)
      storage.DidUpdate.set(access, true)
    },
  ),
})

export const timestamp = {
  ...definePallet({
    identity,
    calls,
    storage,
    constants: { MinimumPeriod: constant(u64, MINIMUM_PERIOD, 'The minimum period between blocks.') },
    onFinalize: ({ storage: access }) => storage.DidUpdate.remove(access),
  }),
  /** The call that opens a block: its time, never before its parent's. */
  inherent: (now: bigint, parent: bigint) => ({
    type: 'Timestamp' as const,
    value: { type: 'set' as const, value: { now: now > parent + MINIMUM_PERIOD ? now : parent + MINIMUM_PERIOD } },
  }),
  storage,
}
