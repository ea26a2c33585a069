import type { AnyActorLogic, AnyActorRef, AnyActorScope, AnyEventObject, Snapshot } from 'xstate'

/**
 * Logic that is chosen anew for each actor that starts with it: one that runs keeps what it began with, the next one gets what
 * serves the name by then.
 */
export function latestLogic(choose: () => AnyActorLogic): AnyActorLogic {
  const chosen = new WeakMap<AnyActorRef, AnyActorLogic>()

  function logicOf(scope: AnyActorScope): AnyActorLogic {
    const known = chosen.get(scope.self)
    if (known !== undefined) return known
    const logic = choose()
    chosen.set(scope.self, logic)
    return logic
  }

  return {
    getInitialSnapshot: (scope: AnyActorScope, input: unknown) => logicOf(scope).getInitialSnapshot(scope, input),
    transition: (snapshot: Snapshot<unknown>, event: AnyEventObject, scope: AnyActorScope) =>
      logicOf(scope).transition(snapshot, event, scope),
    start: (snapshot: Snapshot<unknown>, scope: AnyActorScope) => logicOf(scope).start?.(snapshot, scope),
    // XState's own logics keep all of a snapshot but the subscription of a stream.
    getPersistedSnapshot({ _subscription: _, ...kept }: Snapshot<unknown> & { _subscription?: unknown }) {
      return kept
    },
    restoreSnapshot: (snapshot: Snapshot<unknown>, scope: AnyActorScope) =>
      logicOf(scope).restoreSnapshot?.(snapshot, scope) ?? snapshot,
  }
}
