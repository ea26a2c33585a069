import type { AnyStateMachine } from 'xstate'
import { nearest } from './nearest.ts'
import type { Unit } from './unit.ts'

/** Types that a unit names somewhere to no effect: a policy, a veto or a grant that would silently do nothing. */
export function wrongTypes(unit: Unit): string[] {
  const received = [...unit.consumes, ...unit.owns].map(({ type }) => type)
  const families = Object.keys(unit.duties)
  const known = new Set([...received, ...(families.length > 0 ? ['duty.Finished', 'duty.Failed'] : [])])
  return [
    ...strangers(Object.keys(unit.mailbox.policy ?? {}), known, 'the mailbox has a policy for'),
    ...strangers(
      unit.vetoable.map(({ type }) => type),
      known,
      'vetoable names',
    ),
    ...received.filter((type) => !isHandled(unit, type)).map((type) => unhandled(unit, type)),
  ]
}

function isHandled({ machine, handlers }: Unit, type: string): boolean {
  if (Object.hasOwn(handlers, type)) return true
  return machine !== undefined && hasTransition(machine, type)
}

const hasTransition = (machine: AnyStateMachine, type: string): boolean =>
  (machine.events as string[]).some(
    (descriptor) =>
      descriptor === type ||
      descriptor === '*' ||
      (descriptor.endsWith('.*') && type.startsWith(descriptor.slice(0, -1))),
  )

function unhandled({ machine }: Unit, type: string): string {
  if (machine === undefined) return `it receives ${type} and has no handler of that name`
  const guess = nearest(type, machine.events as string[])
  return `it receives ${type} and its machine has no transition for it${guess === undefined ? '' : `; did you mean "${guess}"?`}`
}

function strangers(types: readonly string[], known: ReadonlySet<string>, where: string): string[] {
  return types
    .filter((type) => !known.has(type))
    .map((type) => {
      const guess = nearest(type, [...known])
      const hint = guess === undefined ? 'add it to "consumes" or "owns"' : `did you mean "${guess}"?`
      return `${where} ${type}, which the unit neither consumes nor owns; ${hint}`
    })
}
