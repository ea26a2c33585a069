import type { Cell } from '../actor/cell.ts'
import { handleLetter } from '../actor/handling.ts'
import type { Kernel } from '../actor/kernel.ts'
import { type ErrorScope, messageOf, scopeOf } from '../errors.ts'
import { FatalError } from '../message/kernel-facts.ts'
import type { Supervisors } from './supervisors.ts'

/**
 * Halts what is in the scope of an error that cannot be repaired, at once: of all that waits there, only the fatal fact itself
 * is still handled. Then the scope ends, and its supervisor decides.
 */
export function createFatal(kernel: Kernel, supervisors: Supervisors): (cell: Cell, error: unknown) => void {
  const cellsIn = (scope: ErrorScope, cell: Cell): Cell[] => {
    if (scope === 'duty') return []
    const units =
      scope === 'node'
        ? supervisors.root.cells()
        : scope === 'group'
          ? (supervisors.of(cell.unitCell) ?? supervisors.root).cells()
          : [cell.unitCell]
    return units.flatMap((unit) => [unit, ...dutiesOf(unit)])
  }

  function end(scope: ErrorScope, cell: Cell, error: unknown): void {
    const unit = cell.unitCell
    if (scope === 'node') supervisors.root.fail(error, unit.name)
    else if (scope === 'group') (supervisors.of(unit) ?? supervisors.root).fail(error, unit.name)
    else if (scope === 'actor' && cell !== unit) unit.life.fail(error)
  }

  return (cell, error) => {
    const scope = scopeOf(error, cell.key !== undefined)
    kernel.announce(FatalError, { actor: cell.label, scope, error: messageOf(error) })
    const cells = cellsIn(scope, cell)
    for (const each of cells) each.halted = true
    kernel.scheduler.control(() => {
      for (const each of cells)
        for (const letter of each.mailbox.extract(FatalError.type))
          if (each.status === 'running') handleLetter(each, letter)
          else kernel.bury(letter, each.label, 'undeliverable')
      end(scope, cell, error)
    })
  }
}

const dutiesOf = (unit: Cell): Cell[] => [...unit.life.families.values()].flatMap((family) => family.cellsAtWork())
