import type { AnyActorScope, AnyMachineSnapshot, AnyTransitionDefinition, EventObject, MachineContext } from 'xstate'
import { assignTo } from './assign.ts'
import { ALWAYS, guardError } from './guard.ts'
import type { Step } from './plan.ts'
import { snapshotAfter } from './snapshot.ts'
import type { ActionArgs, ActionScope, InspectableSystem } from './xstate-internals.ts'

/** Handles an event by its plan. Throws what XState would: an action's own error, or one that names the guard that threw. */
export function apply(
  steps: readonly Step[],
  snapshot: AnyMachineSnapshot,
  event: EventObject,
  scope: AnyActorScope,
): AnyMachineSnapshot {
  for (const step of steps) {
    if (step.guard !== ALWAYS && !passes(step, snapshot, event)) continue
    const next = take(step, snapshot, event, scope)
    inspect(next, event, scope, [step.transition])
    return next
  }
  inspect(snapshot, event, scope, [])
  return snapshot
}

function passes(step: Step, snapshot: AnyMachineSnapshot, event: EventObject): unknown {
  try {
    return step.guard({ context: snapshot.context, event }, snapshot)
  } catch (error) {
    throw guardError(step.transition, event, error)
  }
}

/** Of what the actions change, only context and children matter before the last of them: XState shows them nothing else. */
function take(step: Step, snapshot: AnyMachineSnapshot, event: EventObject, scope: AnyActorScope): AnyMachineSnapshot {
  const { self, system } = scope
  let context: MachineContext = snapshot.context
  let { children } = snapshot
  for (const action of step.actions) {
    const info: ActionArgs = { context, event, self, system }
    const params = action.params?.({ context, event })
    if (action.assignment === undefined) {
      const { type, exec } = action
      ;(scope as unknown as ActionScope).actionExecutor({ type, info, params, exec })
    } else {
      const assigned = assignTo(action.assignment, snapshot, info, params, scope)
      context = assigned.context
      if (assigned.children !== undefined) children = { ...children, ...assigned.children }
    }
  }
  if (step.moves) return snapshotAfter(snapshot, step.next.nodes, step.next, context, children)
  return step.assigns ? snapshotAfter(snapshot, snapshot._nodes, step.next, context, children) : snapshot
}

/** Inspectors are told of the step as if XState had taken it. */
function inspect(
  snapshot: AnyMachineSnapshot,
  event: EventObject,
  scope: AnyActorScope,
  transitions: AnyTransitionDefinition[],
): void {
  const system = scope.system as unknown as InspectableSystem
  const { self } = scope
  system._sendInspectionEvent({ type: '@xstate.microstep', actorRef: self, event, snapshot, _transitions: transitions })
}
