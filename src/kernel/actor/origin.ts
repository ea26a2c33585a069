import type { AnyActorScope, Snapshot } from 'xstate'
import type { Letter } from '../message/letter.ts'
import type { Runnable, Variant } from '../unit/variant.ts'
import type { Deadline } from '../xstate/deadlines.ts'
import type { Cell } from './cell.ts'
import { runStep, type StepResult } from './step.ts'

/** A delayed event, apart from the actor it belongs to. */
export type CarriedDeadline = Pick<Deadline, 'id' | 'event' | 'due'>

/** The first step of an incarnation, and the delayed events that go on with it. */
export interface Beginning {
  readonly result: StepResult
  readonly carried: readonly CarriedDeadline[]
}

const NONE: readonly CarriedDeadline[] = []

/** From the machine's initial state. */
export const startOver = (cell: Cell, letter: Letter): Beginning => ({
  carried: NONE,
  result: runStep(cell, letter, { type: 'xstate.init' }, (scope) => initial(cell, cell.life.runnable, scope)),
})

/** From the state that a variant adopts from the one that runs, or from its own beginning. */
export function resume(cell: Cell, variant: Variant, running: Runnable, letter: Letter): Beginning {
  let carried = NONE
  const result = runStep(cell, letter, { type: 'xstate.init' }, (scope) => {
    const adopted = variant.unit.adopt?.(running.logic.getPersistedSnapshot(cell.snapshot))
    if (adopted === undefined || variant.main.logic.restoreSnapshot === undefined)
      return initial(cell, variant.main, scope)
    carried = ownDeadlines(cell)
    return restored(cell, variant.main, adopted, scope)
  })
  return { result, carried }
}

/** From a snapshot of before. XState starts the children of a restored machine; its timers it has lost. */
export const resumeFrom = (
  cell: Cell,
  snapshot: unknown,
  carried: readonly CarriedDeadline[],
  letter: Letter,
): Beginning => ({
  carried,
  result: runStep(cell, letter, { type: 'xstate.init' }, (scope) =>
    restored(cell, cell.life.runnable, snapshot, scope),
  ),
})

/** The delayed events of a machine to itself. */
export const ownDeadlines = (cell: Cell): CarriedDeadline[] =>
  cell.host.deadlines
    .of(cell.ref)
    .filter(({ target }) => target === cell.ref)
    .map(({ id, event, due }) => ({ id, event, due }))

const initial = (cell: Cell, { logic }: Runnable, scope: AnyActorScope): Snapshot<unknown> =>
  logic.getInitialSnapshot(scope, cell.life.input)

function restored(cell: Cell, { logic }: Runnable, persisted: unknown, scope: AnyActorScope): Snapshot<unknown> {
  cell.kernel.recorder?.restores(persisted)
  const snapshot = logic.restoreSnapshot!(persisted as Snapshot<unknown>, scope)
  scope.defer(() => logic.start?.(snapshot, scope))
  return snapshot
}
