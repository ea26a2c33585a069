import type { AnyActorRef, AnyActorScope, Snapshot } from 'xstate'
import type { Current, Kernel } from './kernel.ts'

/** What an actor shows before its first step. */
export const DORMANT: Snapshot<unknown> = { status: 'active', output: undefined, error: undefined }

export type StepResult =
  | { readonly ok: true; readonly snapshot: Snapshot<unknown> }
  | { readonly ok: false; readonly error: unknown }

/**
 * Runs one step of an actor's logic. Effects the step defers (sends, timers, children to start) are held back until it has
 * succeeded, then run in its name; a step that fails leaves none.
 */
export function runStep(
  kernel: Kernel,
  current: Current,
  scope: AnyActorScope,
  step: (scope: AnyActorScope) => Snapshot<unknown>,
): StepResult {
  const effects: Array<() => void> = []
  const before = kernel.current
  kernel.current = current
  try {
    const snapshot = step({ ...scope, defer: (effect) => void effects.push(effect) })
    if (snapshot.status === 'error') return { ok: false, error: snapshot.error }
    for (const effect of effects) scope.defer(() => runAs(kernel, current, effect))
    return { ok: true, snapshot }
  } catch (error) {
    return { ok: false, error }
  } finally {
    kernel.current = before
  }
}

function runAs(kernel: Kernel, current: Current, effect: () => void): void {
  kernel.scheduler.within(() => {
    const before = kernel.current
    kernel.current = current
    try {
      effect()
    } catch (error) {
      current.cell.life.effectFailed(error)
    } finally {
      kernel.current = before
    }
  })
}

/** Stops a machine's children and cancels its timers; XState leaves both running when the machine's own action throws. */
export function teardown(snapshot: Snapshot<unknown>, scope: AnyActorScope): void {
  const { children } = snapshot as { children?: Record<string, AnyActorRef | undefined> }
  for (const child of Object.values(children ?? {}).reverse()) if (child !== undefined) scope.stopChild(child)
  scope.system.scheduler.cancelAll(scope.self as AnyActorRef)
}
