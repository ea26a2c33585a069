import { KernelError } from '../errors.ts'
import { permits } from '../message/category.ts'
import type { Command } from '../message/command.ts'
import type { Fact } from '../message/fact.ts'
import { KERNEL_FACTS } from '../message/kernel-facts.ts'
import type { Unit } from '../unit/unit.ts'

type Message = Fact | Command

/** Every message type of a system, each declared once. */
export interface Catalogue {
  /** Adds what a unit names. @throws KernelError when a type is declared differently elsewhere, or above the unit's category. */
  admit(unit: Unit): void
  all(): Message[]
}

export function createCatalogue(): Catalogue {
  const messages = new Map<string, Message>(KERNEL_FACTS.map((message) => [message.type, message]))

  function checkCategory(unit: Unit, message: Message): void {
    if (permits(unit.category, message.category)) return
    throw new KernelError(
      { code: 'above-category', actor: unit.name, type: message.type, needs: message.category, has: unit.category },
      `${unit.name} may not send ${message.type}: that needs category "${message.category}", the unit has "${unit.category}"`,
    )
  }

  return {
    admit(unit) {
      for (const message of [...unit.emits, ...unit.asks]) checkCategory(unit, message)
      for (const message of [...unit.consumes, ...unit.emits, ...unit.asks, ...unit.owns]) {
        const known = messages.get(message.type)
        if (known !== undefined && known !== message)
          throw new KernelError(
            { code: 'conflicting-message', type: message.type, actor: unit.name },
            `${unit.name} brings another declaration of ${message.type}; declare a type once and import it`,
          )
        messages.set(message.type, message)
      }
    },
    all: () => [...messages.values()],
  }
}
