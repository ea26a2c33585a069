import type { AnyMachineSnapshot, AnyStateMachine, AnyTransitionDefinition, EventObject, MachineContext } from 'xstate'

export interface GuardArgs {
  readonly context: MachineContext
  readonly event: EventObject
}

export type Guard = (args: GuardArgs, snapshot: AnyMachineSnapshot) => unknown

type Predicate = (args: GuardArgs, params: unknown) => unknown

/** `and`, `or`, `not` and `stateIn` are functions that carry how they are checked. */
interface Combined {
  check(snapshot: AnyMachineSnapshot, args: GuardArgs, guard: unknown): unknown
}

type Named = string | { readonly type: string; readonly params?: unknown }

export const ALWAYS: Guard = () => true

/** @returns undefined for what XState resolves step by step: a missing guard, or a name for another name. */
export function guardOf(machine: AnyStateMachine, guard: unknown): Guard | undefined {
  if (!guard) return ALWAYS
  if (typeof guard === 'function') return checked(guard as Predicate, undefined)
  const named = guard as Named
  const predicate: unknown = machine.implementations.guards[typeof named === 'string' ? named : named.type]
  if (typeof predicate !== 'function') return undefined
  return checked(predicate as Predicate, typeof named === 'string' ? undefined : paramsOf(named))
}

function checked(predicate: Predicate, params: ((args: GuardArgs) => unknown) | undefined): Guard {
  if ('check' in predicate) {
    const combined = predicate as unknown as Combined
    return (args, snapshot) => {
      params?.({ ...args })
      return combined.check(snapshot, args, combined)
    }
  }
  if (params === undefined) return (args) => predicate(args, undefined)
  return (args) => predicate(args, params({ ...args }))
}

/** The parameters of a named guard or action, fixed or worked out for each event; undefined when it has none. */
export function paramsOf(named: object): ((args: GuardArgs) => unknown) | undefined {
  if (!('params' in named)) return undefined
  const { params } = named
  return typeof params === 'function' ? (params as (args: GuardArgs) => unknown) : () => params
}

/** What XState throws when a guard does. */
export function guardError(transition: AnyTransitionDefinition, event: EventObject, error: unknown): Error {
  const guard: unknown = transition.guard
  const name =
    typeof guard === 'string' ? guard : typeof guard === 'object' ? (guard as { type?: string }).type : undefined
  const quoted = name ? `'${name}' ` : ''
  const where = `transition for event '${event.type}' in state node '${transition.source.id}'`
  return new Error(`Unable to evaluate guard ${quoted}in ${where}:\n${(error as Error).message}`)
}
