import { createCatalogue } from '../bus/catalogue.ts'
import { createRouter } from '../bus/router.ts'
import { KernelError } from '../errors.ts'
import type { Unit } from '../unit/unit.ts'

/** The wiring of actors that wait for the start: what the start would refuse is refused when it is registered. */
export interface Plan {
  /** @throws KernelError when the unit does not go together with those before it */
  admit(unit: Unit): void
}

export function createPlan(): Plan {
  const planned = new Set<string>()
  const catalogue = createCatalogue()
  const router = createRouter<{ readonly name: string; readonly order: number }>()
  return {
    admit(unit) {
      if (planned.has(unit.name)) throw duplicateActor(unit.name)
      catalogue.admit(unit)
      router.add(unit, { name: unit.name, order: planned.size })
      planned.add(unit.name)
    },
  }
}

export const duplicateActor = (actor: string) =>
  new KernelError(
    { code: 'duplicate-actor', actor },
    `there is an actor "${actor}" already; replace it, or register under another name`,
  )
