import type { AnyStateMachine } from 'xstate'
import { nearest } from './nearest.ts'
import { type SlotKind, type Slots, slotsOf } from './slots.ts'

const KINDS: readonly SlotKind[] = ['actions', 'guards', 'delays', 'actors']

/** A name with a dot belongs to the unit's handlers; one without is a pure part of the machine's own file. */
export const isHandlerName = (name: string): boolean => name.includes('.')

/**
 * What XState would only show at run time, or not at all: a missing action is a silent no-op there, a missing delay fires at
 * once, and an endless loop of `always` never returns.
 *
 * @returns the problems found, each a sentence that names the place; none when the machine is sound.
 */
export function validateMachine(machine: AnyStateMachine, handlers: Readonly<Record<string, unknown>>): string[] {
  const slots = slotsOf(machine)
  return [...missing(machine, slots, handlers), ...unbounded(machine)]
}

/** Handlers that none of the machines has a name for: a typo would otherwise silently change nothing. */
export function unusedHandlers(machines: readonly AnyStateMachine[], handlers: readonly string[]): string[] {
  const known = new Set(machines.flatMap((machine) => KINDS.flatMap((kind) => [...slotsOf(machine)[kind].keys()])))
  return handlers
    .filter((name) => !known.has(name))
    .map((name) => {
      const guess = nearest(name, [...known])
      const hint = guess === undefined ? `it knows ${[...known].sort().join(', ')}` : `did you mean "${guess}"?`
      return `no machine of this unit has a handler named "${name}"; ${hint}`
    })
}

function missing(machine: AnyStateMachine, slots: Slots, handlers: Readonly<Record<string, unknown>>): string[] {
  const own = machine.implementations as unknown as Record<SlotKind, Record<string, unknown>>
  return KINDS.flatMap((kind) =>
    [...slots[kind]].flatMap(([name, place]) => {
      const given = isHandlerName(name) ? handlers[name] : (handlers[name] ?? own[kind][name])
      if (given !== undefined) return []
      const where = isHandlerName(name) ? "the unit's handlers" : "the machine's setup()"
      return [`${machine.id}: ${kind.slice(0, -1)} "${name}" (${place}) is not in ${where}`]
    }),
  )
}

function unbounded(machine: AnyStateMachine): string[] {
  const limit = machine.options?.maxIterations
  if (typeof limit === 'number' && Number.isFinite(limit)) return []
  return [`${machine.id}: options.maxIterations is not set; a cycle of eventless transitions would never end`]
}
