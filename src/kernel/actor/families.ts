import type { Cell } from './cell.ts'
import { Family } from './family.ts'
import type { Kernel } from './kernel.ts'

/** The duty families of a unit's present variant, empty. */
export const createFamilies = (kernel: Kernel, unitCell: Cell): ReadonlyMap<string, Family> =>
  new Map(
    [...unitCell.variant.families].map(([name, runnable]) => [name, new Family(kernel, unitCell, name, runnable)]),
  )
