import { KernelError } from '../errors.ts'
import type { Unit } from '../unit/unit.ts'

/** Who receives what: a type index, so that nobody is bothered with what it did not declare. */
export interface Router<Actor> {
  add(unit: Unit, actor: Actor): void
  remove(unit: Unit, actor: Actor): void
  /** Consumers in order of registration. */
  consumers(type: string): readonly Actor[]
  owner(type: string): Actor | undefined
}

const NOBODY: readonly never[] = []

export function createRouter<Actor extends { readonly name: string; readonly order: number }>(): Router<Actor> {
  const consumers = new Map<string, readonly Actor[]>()
  const owners = new Map<string, Actor>()
  const asks = new Map<string, readonly string[]>()

  function refuseSecondOwner(unit: Unit, actor: Actor): void {
    for (const command of unit.owns) {
      const owner = owners.get(command.type)
      if (owner === undefined || owner === actor) continue
      throw new KernelError(
        { code: 'duplicate-owner', command: command.type, owner: owner.name, actor: unit.name },
        `${command.type} is owned by ${owner.name}; ${unit.name} cannot own it too`,
      )
    }
  }

  // Two actors that each wait for the other's answer would wait for ever.
  function refuseCycle(unit: Unit): void {
    const ownerName = (type: string) =>
      unit.owns.some((command) => command.type === type) ? unit.name : owners.get(type)?.name
    const asked = (name: string) =>
      name === unit.name ? unit.asks.map((command) => command.type) : (asks.get(name) ?? [])
    const walk = (name: string, path: readonly string[]): void => {
      for (const next of asked(name).map(ownerName)) {
        if (next === undefined) continue
        if (next === unit.name) {
          const cycle = [...path, next]
          throw new KernelError(
            { code: 'ask-cycle', actor: unit.name, cycle },
            `these actors would wait for each other: ${cycle.join(' asks ')}`,
          )
        }
        walk(next, [...path, next])
      }
    }
    walk(unit.name, [unit.name])
  }

  return {
    add(unit, actor) {
      refuseSecondOwner(unit, actor)
      refuseCycle(unit)
      for (const { type } of unit.consumes) consumers.set(type, insert(consumers.get(type) ?? NOBODY, actor))
      for (const { type } of unit.owns) owners.set(type, actor)
      asks.set(
        unit.name,
        unit.asks.map((command) => command.type),
      )
    },
    remove(unit, actor) {
      for (const { type } of unit.consumes)
        consumers.set(
          type,
          (consumers.get(type) ?? NOBODY).filter((other) => other !== actor),
        )
      for (const { type } of unit.owns) if (owners.get(type) === actor) owners.delete(type)
      asks.delete(unit.name)
    },
    consumers: (type) => consumers.get(type) ?? NOBODY,
    owner: (type) => owners.get(type),
  }
}

// A replaced actor keeps its place among the consumers.
function insert<Actor extends { readonly order: number }>(list: readonly Actor[], actor: Actor): readonly Actor[] {
  if (list.includes(actor)) return list
  return [...list, actor].sort((a, b) => a.order - b.order)
}
