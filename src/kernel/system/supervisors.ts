import type { Cell } from '../actor/cell.ts'
import type { Kernel } from '../actor/kernel.ts'
import { KernelError } from '../errors.ts'
import type { SupervisorSpec } from '../supervision/spec.ts'
import { type Apex, Supervisor } from '../supervision/supervisor.ts'
import { nearest } from '../unit/nearest.ts'

export const ROOT = 'root'

/** The supervisors of a system by name, a tree under the root. */
export interface Supervisors {
  readonly root: Supervisor
  add(spec: SupervisorSpec): void
  get(name: string): Supervisor
  of(cell: Cell): Supervisor | undefined
  remove(cell: Cell): void
}

export function createSupervisors(
  kernel: Kernel,
  spec: Omit<SupervisorSpec, 'name' | 'under'>,
  apex: Apex,
): Supervisors {
  const root = new Supervisor(kernel, { ...spec, name: ROOT }, apex)
  const supervisors = new Map([[ROOT, root]])

  function get(name: string): Supervisor {
    const supervisor = supervisors.get(name)
    if (supervisor !== undefined) return supervisor
    const known = [...supervisors.keys()]
    const guess = nearest(name, known)
    throw new KernelError(
      { code: 'unknown-supervisor', supervisor: name, known },
      `there is no supervisor "${name}"; ${guess === undefined ? `there are ${known.join(', ')}` : `did you mean "${guess}"?`}`,
    )
  }

  const of = (cell: Cell) => [...supervisors.values()].find(({ members }) => members.includes(cell))

  return {
    root,
    add(added) {
      if (supervisors.has(added.name))
        throw new KernelError(
          { code: 'duplicate-supervisor', supervisor: added.name },
          `there is a supervisor "${added.name}" already`,
        )
      const above = get(added.under ?? ROOT)
      const supervisor = new Supervisor(kernel, added, above)
      above.add(supervisor)
      supervisors.set(added.name, supervisor)
    },
    get,
    of,
    remove: (cell) => of(cell)?.remove(cell),
  }
}
