import type { Cell } from '../actor/cell.ts'
import type { CellOwner } from '../actor/cell-place.ts'
import type { Kernel } from '../actor/kernel.ts'
import { SystemStarted } from '../message/kernel-facts.ts'
import type { Registry } from '../system/registry.ts'
import type { RootPorts } from './handlers.ts'
import type { SystemEnd } from './messages.ts'
import { rootUnit } from './unit.ts'

/** The actor above all others, and what becomes of the system with it. */
export interface Root {
  readonly unit: typeof rootUnit
  readonly ports: RootPorts
  readonly owner: CellOwner
  readonly booted: Promise<void>
  readonly ended: Promise<SystemEnd>
}

export function createRoot(kernel: Kernel, registry: Registry, startAll: () => void): Root {
  const booted = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<SystemEnd>()
  // Nobody may be waiting for the start of a system that fails to boot.
  booted.promise.catch(() => {})

  const end = (result: SystemEnd): void => {
    booted.reject(new Error(result.reason))
    ended.resolve(result)
  }

  const ports: RootPorts = {
    boot() {
      startAll()
      kernel.scheduler.control(() => {
        kernel.announce(SystemStarted, { actors: registry.all().map((cell) => cell.name) })
        booted.resolve()
      })
    },
    backwards: () =>
      registry
        .all()
        .filter((cell) => cell.name !== 'root')
        .reverse(),
    end: (cell: Cell) => kernel.scheduler.control(() => cell.life.stop()),
    ended: end,
  }

  const owner: CellOwner = {
    mayRestart: () => false,
    crashed() {},
    revive() {},
    restarted() {},
    finished() {},
    failed: (_cell, error) => end({ outcome: 'aborted', reason: `root failed: ${String(error)}`, late: [] }),
  }

  return { unit: rootUnit, ports, owner, booted: booted.promise, ended: ended.promise }
}
