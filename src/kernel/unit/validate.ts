import type { AnyStateMachine } from 'xstate'
import type { HandlerTable } from './handler-table.ts'
import { nearest } from './nearest.ts'
import { type SlotKind, type Slots, slotsOf } from './slots.ts'
import type { Unit } from './unit.ts'
import { wrongTypes } from './wrong-types.ts'

const KINDS: readonly SlotKind[] = ['actions', 'guards', 'delays', 'actors']

/** A name with a dot belongs to the unit's handlers; one without is a pure part of the machine's own file. */
export const isHandlerName = (name: string): boolean => name.includes('.')

/** @returns everything that is wrong with a unit and the handlers laid over it, each a sentence; none when it is sound. */
export function problemsOf(unit: Unit, table: HandlerTable): string[] {
  const machines = machinesOf(unit)
  const permanent = (unit.restart.type ?? 'permanent') === 'permanent'
  return [
    ...machines.flatMap((machine) => validateMachine(machine, table)),
    ...table.names.flatMap((name) => unknownHandler(unit, name) ?? []),
    ...wrongTypes(unit),
    ...(unit.worker !== undefined && unit.persist !== undefined
      ? ['the state of an actor in a worker is not saved']
      : []),
    ...(unit.significant && permanent ? ['a permanent actor never ends, so it cannot be significant'] : []),
  ]
}

const machinesOf = (unit: Unit): AnyStateMachine[] => [
  ...(unit.machine === undefined ? [] : [unit.machine]),
  ...Object.values(unit.duties).map((duty) => duty.machine),
]

/** Of a name that nothing in the unit refers to: a typo would otherwise silently change nothing. */
export function unknownHandler(unit: Unit, name: string): string | undefined {
  const messages = [...unit.owns, ...(unit.machine === undefined ? unit.consumes : [])].map(({ type }) => type)
  const slots = machinesOf(unit).map((machine) => slotsOf(machine))
  const known = new Set([...messages, ...slots.flatMap((each) => KINDS.flatMap((kind) => [...each[kind].keys()]))])
  if (known.has(name)) return undefined
  const guess = nearest(name, [...known])
  const hint = guess === undefined ? `it knows ${[...known].sort().join(', ')}` : `did you mean "${guess}"?`
  return `no machine of this unit has a handler named "${name}"; ${hint}`
}

/** Whether the name stands for a child of a machine. */
export const isActorSlot = (unit: Unit, name: string): boolean =>
  machinesOf(unit).some((machine) => slotsOf(machine).actors.has(name))

/**
 * What XState would only show at run time, or not at all: a missing action is a silent no-op there, a missing delay fires at
 * once, and an endless loop of `always` never returns.
 */
function validateMachine(machine: AnyStateMachine, table: HandlerTable): string[] {
  const slots = slotsOf(machine)
  return [...missing(machine, slots, table), ...unbounded(machine)]
}

function missing(machine: AnyStateMachine, slots: Slots, table: HandlerTable): string[] {
  const own = machine.implementations as unknown as Record<SlotKind, Record<string, unknown>>
  return KINDS.flatMap((kind) =>
    [...slots[kind]].flatMap(([name, place]) => {
      const given = isHandlerName(name) ? table.get(name) : (table.get(name) ?? own[kind][name])
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
