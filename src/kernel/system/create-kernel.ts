import type { Cell } from '../actor/cell.ts'
import type { Current, Kernel } from '../actor/kernel.ts'
import { followLeftRunning } from '../actor/left-running.ts'
import { CellTaskContext } from '../actor/task-context.ts'
import { createAsks } from '../bus/asks.ts'
import { createCatalogue } from '../bus/catalogue.ts'
import { factLetter, post } from '../bus/post.ts'
import { createRouter } from '../bus/router.ts'
import { createScheduler } from '../bus/scheduler.ts'
import type { Clock } from '../clock/clock.ts'
import { createRandom } from '../clock/random.ts'
import { createPersistence } from '../persistence/persistence.ts'
import type { SnapshotStore } from '../persistence/store.ts'
import type { DeadLetters } from '../trace/dead-letters.ts'
import type { DeadLetter } from '../trace/tracer.ts'
import { createTracers } from '../trace/tracers.ts'
import type { ContextSource } from '../unit/bind.ts'
import type { Log } from '../unit/context.ts'
import { createHost } from '../xstate/host.ts'

export interface KernelOptions {
  readonly clock: Clock
  readonly seed: number
  readonly log: Log
  readonly store: SnapshotStore | undefined
  readonly deadLetters: DeadLetters & { add(dead: DeadLetter): void }
  rootCell(): Cell | undefined
  fatal(cell: Cell, error: unknown): void
}

/** The parts that the actors of a system share, put together. */
export function createKernel({ clock, seed, log, store, deadLetters, rootCell, fatal }: KernelOptions): Kernel {
  let ids = 0
  const kernel: Kernel = {
    clock,
    random: createRandom(seed),
    log,
    host: createHost(clock),
    scheduler: createScheduler(clock),
    router: createRouter(),
    catalogue: createCatalogue(),
    asks: createAsks(clock),
    tracers: createTracers(),
    deadLetters,
    persistence: store === undefined ? undefined : createPersistence(() => kernel, store),
    current: undefined,
    recorder: undefined,
    get rootRef() {
      return rootCell()?.ref
    },
    nextId: () => ++ids,
    announce: (fact, payload) => void post(kernel, factLetter(kernel, 'kernel', fact, payload, kernel.current?.letter)),
    bury(letter, actor, reason) {
      const dead = { letter, actor, reason, at: clock.now() }
      deadLetters.add(dead)
      kernel.tracers.tell('dead', dead)
    },
    fatal,
  }
  return kernel
}

/** How handlers reach the context of the actor that runs them. */
export function contextsOf(kernel: Kernel): ContextSource {
  const current = (): Current => {
    if (kernel.current === undefined) throw new Error('a handler was called outside of any actor')
    return kernel.current
  }
  return {
    step: () => current().cell.context,
    taskArgs: () => ({ context: (current().cell.snapshot as unknown as { context: never }).context }),
    task(signal, taskId) {
      const { cell, letter } = current()
      cell.remember(taskId, letter)
      return new CellTaskContext(kernel, cell, signal, letter)
    },
    returned: (value) => followLeftRunning(current().cell, value),
    get calls() {
      return kernel.recorder
    },
  }
}
