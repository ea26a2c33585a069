import type { AnyActorRef, AnyActorScope, EventObject, Snapshot } from 'xstate'
import type { Letter } from '../message/letter.ts'
import type { Cell } from './cell.ts'
import type { Current, Kernel } from './kernel.ts'
import { StepScope, stopNow } from './scope.ts'

/** What an actor shows before its first step. */
export const DORMANT: Snapshot<unknown> = { status: 'active', output: undefined, error: undefined }

export interface Success {
  readonly ok: true
  readonly snapshot: Snapshot<unknown>
  /** Sends, timers and children to start, to be run once the snapshot is the actor's. */
  readonly effects: ReadonlyArray<() => void>
}

export type StepResult = Success | { readonly ok: false; readonly error: unknown }

/** Runs one step of an actor's logic, which follows from `letter`. */
export function runStep(
  cell: Cell,
  letter: Letter,
  event: EventObject,
  step: (scope: AnyActorScope) => Snapshot<unknown>,
): StepResult {
  const { kernel } = cell
  const scope = new StepScope(cell)
  const before = kernel.current
  kernel.current = { cell, letter }
  kernel.recorder?.begin(cell, event)
  let result: StepResult
  try {
    const snapshot = step(scope.scope)
    result =
      snapshot.status === 'error'
        ? { ok: false, error: snapshot.error }
        : { ok: true, snapshot, effects: scope.effects }
  } catch (error) {
    result = { ok: false, error }
  } finally {
    kernel.current = before
  }
  kernel.recorder?.end(cell, result)
  return result
}

export function runEffects(kernel: Kernel, current: Current, effects: ReadonlyArray<() => void>): void {
  if (effects.length === 0) return
  const before = kernel.current
  kernel.current = current
  for (const effect of effects) {
    try {
      effect()
    } catch (error) {
      current.cell.life.effectFailed(error)
    }
  }
  kernel.current = before
}

/** Stops a machine's children and cancels its timers; XState leaves both running when the machine's own action throws. */
export function teardown(cell: Cell): void {
  const { children } = cell.snapshot as { children?: Record<string, AnyActorRef | undefined> }
  for (const child of Object.values(children ?? {}).reverse()) if (child !== undefined) stopNow(child)
  cell.host.deadlines.cancelAll(cell.ref)
}
