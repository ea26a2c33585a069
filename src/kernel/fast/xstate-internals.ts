import { type AnyActorScope, type AnyMachineSnapshot, assign, type EventObject, type MachineContext } from 'xstate'

/**
 * What XState 5.33 has at run time but does not declare. Everything here was read from its code, and the differential tests
 * fail if another version does it differently.
 */

/** What XState gives to actions. */
export interface ActionArgs {
  readonly context: MachineContext
  readonly event: EventObject
  readonly self: unknown
  readonly system: unknown
}

export type Exec = (args: ActionArgs, params: unknown) => void

/** Runs an action: at once in a running actor, later in one that has not started. */
export interface ActionScope {
  actionExecutor(action: { type: string; info: ActionArgs; params: unknown; exec: Exec | undefined }): void
}

export interface InspectableSystem {
  _sendInspectionEvent(event: object): void
}

export type Spawn = (src: unknown, options?: unknown) => { readonly id: string }

export interface AssignArgs extends ActionArgs {
  readonly spawn: Spawn
}

type Assigner = (args: AssignArgs, params: unknown) => unknown

/** What `assign` was given: a function of the whole update, or values and functions by key. */
export type Assignment = Assigner | Readonly<Record<string, unknown>>

type ResolveAssign = (
  scope: AnyActorScope,
  snapshot: AnyMachineSnapshot,
  args: ActionArgs,
  params: unknown,
  action: { readonly assignment: Assignment },
) => unknown

interface AssignAction {
  readonly assignment: Assignment
  readonly resolve: ResolveAssign
}

const { resolve } = assign({}) as unknown as AssignAction

/** What an action made by `assign` was given; undefined for any other action. */
export const assignmentOf = (action: object): Assignment | undefined =>
  (action as Partial<AssignAction>).resolve === resolve ? (action as AssignAction).assignment : undefined

/** XState's own `spawn` for an assignment. */
export function spawnOf(scope: AnyActorScope, snapshot: AnyMachineSnapshot, args: ActionArgs): Spawn {
  let spawn: Spawn | undefined
  const assignment: Assigner = (given) => {
    spawn = given.spawn
    return {}
  }
  resolve(scope, { ...snapshot, context: args.context } as AnyMachineSnapshot, args, undefined, { assignment })
  return spawn!
}
