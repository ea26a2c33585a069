import type { AnyActorScope, AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate'
import { apply } from './apply.ts'
import { Planner } from './planner.ts'

/** What `fast` adds to a machine. */
export interface Planned {
  /** How many plans have been made; at most configurations × (event types the machine names + its wildcards + 1). */
  readonly plans: number
}

/**
 * The same machine, quicker: what an event does in a state is worked out once, then only done. Events that nothing handles,
 * transitions without a target and those between plain states are planned, with guards, assigns and other functions as
 * actions. All else is left to XState: `always`, delays and invokes of states left or entered, final states, history, several
 * transitions at once, and XState's other actions. Results, errors and inspection are XState's either way.
 */
export function fast<M extends AnyStateMachine>(machine: M): M & Planned {
  const planner = new Planner(machine)

  function transition(snapshot: AnyMachineSnapshot, event: EventObject, scope: AnyActorScope): AnyMachineSnapshot {
    const from = planner.find(snapshot._nodes)
    if (from === undefined || snapshot.status !== 'active' || !snapshot.context)
      return machine.transition(snapshot, event, scope)
    const plan = planner.planFor(from, event.type)
    return plan === 'delegate' ? machine.transition(snapshot, event, scope) : apply(plan, snapshot, event, scope)
  }

  const logic = Object.assign(Object.create(Object.getPrototypeOf(machine)), machine, {
    transition,
    provide: (implementations: never) => fast(machine.provide(implementations)),
    resolveState: machine.resolveState.bind(machine),
  })
  return Object.defineProperty(logic, 'plans', { get: () => planner.size })
}
