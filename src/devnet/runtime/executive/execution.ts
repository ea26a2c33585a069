import type { Changes, StateView } from '../../types.ts'
import type { CallSpec, Execution, Origin, Outer, Pallet } from '../pallet/index.ts'
import type { Phase } from '../pallets/system/types.ts'
import { DispatchFailure, type Weight } from '../primitives/index.ts'
import { createOverlay } from './overlay.ts'

export interface EventRecord {
  phase: Phase
  event: Outer
  topics: Uint8Array[]
}

/** The execution of one block: what calls see, and what the executive needs besides. */
export interface BlockExecution extends Execution {
  phase: Phase
  readonly events: readonly EventRecord[]
  /** The call's definition, by its names. */
  spec(call: Outer): CallSpec
  changes(): Changes
}

export function createExecution(pallets: readonly Pallet[], state: StateView, blockNumber: number): BlockExecution {
  const overlay = createOverlay(state)
  const byName = new Map(pallets.map((pallet) => [pallet.identity.name, pallet]))
  const events: EventRecord[] = []

  function spec(call: Outer): CallSpec {
    const found = byName.get(call.type)?.calls?.specs[call.value.type]
    if (!found) throw new DispatchFailure({ type: 'CannotLookup' }, `no call ${call.type}.${call.value.type}`)
    return found
  }

  const execution: BlockExecution = {
    phase: { type: 'Initialization' },
    events,
    storage: overlay,
    blockNumber,
    spec,
    deposit(event) {
      events.push({ phase: execution.phase, event, topics: [] })
    },
    transaction(work) {
      const deposited = events.length
      try {
        return overlay.transaction(work)
      } catch (error) {
        events.length = deposited
        throw error
      }
    },
    dispatch: (origin: Origin, call: Outer) =>
      execution.transaction(() => spec(call).run(execution, origin, argumentsOf(call))),
    weightOf: (call): Weight => spec(call).weight(argumentsOf(call), execution),
    changes: () => overlay.changes(),
  }
  return execution
}

const argumentsOf = (call: Outer) => call.value.value as Record<string, unknown>
