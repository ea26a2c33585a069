import type { AnyStateMachine } from 'xstate'
import { type GuardArgs, paramsOf } from './guard.ts'
import { type Assignment, assignmentOf, type Exec } from './xstate-internals.ts'

/** An action with its implementation looked up. */
export interface Action {
  /** Its name, for inspectors. */
  readonly type: string
  readonly params: ((args: GuardArgs) => unknown) | undefined
  /** Set if the action is an `assign`. */
  readonly assignment: Assignment | undefined
  /** A named action without implementation does nothing. */
  readonly exec: Exec | undefined
}

type Implementation = Exec | undefined

/** @returns undefined for XState's other actions: raise, sendTo, spawnChild, enqueueActions and so on. */
export function actionOf(machine: AnyStateMachine, action: unknown): Action | undefined {
  if (typeof action === 'function') return implemented(action as Exec, action.name || '(anonymous)', undefined)
  if (typeof action !== 'string' && (typeof action !== 'object' || action === null)) return undefined
  const type = typeof action === 'string' ? action : (action as { type: string }).type
  const implementation = machine.implementations.actions[type] as Implementation
  return implemented(implementation, type, typeof action === 'string' ? undefined : paramsOf(action))
}

function implemented(exec: Implementation, type: string, params: Action['params']): Action | undefined {
  if (exec === undefined) return { type, params, assignment: undefined, exec }
  if (typeof exec !== 'function') return undefined
  const assignment = assignmentOf(exec)
  return assignment === undefined && 'resolve' in exec ? undefined : { type, params, assignment, exec }
}
