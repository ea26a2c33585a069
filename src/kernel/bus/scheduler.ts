import type { Clock } from '../clock/clock.ts'
import { KernelError } from '../errors.ts'
import type { Letter } from '../message/letter.ts'
import { createTurnQueue } from './turn-queue.ts'
import type { Worker } from './worker.ts'

/** Work is given back to the event loop after this many milliseconds. */
const SLICE = 4

/** Turns: one letter an actor, in the order in which they became ready; control and timers between any two. */
export interface Scheduler {
  /** Says that a worker may be ready; harmless when it waits already. */
  wake(worker: Worker): void
  /** Runs `change` at the next boundary between handlers: now, when none runs. */
  control(change: () => void): void
  /** Runs a handler that did not come by a letter (a timer, a child's result) under the same rules as one that did. */
  within<Result>(handler: () => Result): Result
  /** Runs until nothing is ready. @throws KernelError when called from inside a handler. */
  drain(): number
  /** Runs up to the first letter of which this holds, and handles that. @returns false when all ran and none was met */
  drainUntil(isLast: (letter: Letter) => boolean): boolean
  /** Runs up to the first letter of which this holds, and leaves that waiting. @returns false when all ran and none was met */
  drainBefore(isNext: (letter: Letter) => boolean): boolean
  readonly idle: boolean
  /** Says that something is under way where this scheduler does not see it, or is no more: it is not idle meanwhile. */
  away(who: object, isAway: boolean): void
  /** Resolves when nothing waits. @throws KernelError when called from inside a handler */
  awaitIdle(): Promise<void>
  /** Resolves when something waits. */
  awaitWork(): Promise<void>
}

export function createScheduler(clock: Clock): Scheduler {
  const turns = createTurnQueue()
  let controls: Array<() => void> = []
  let busy = false
  let requested = false
  let idleness: PromiseWithResolvers<void> | undefined
  let work: PromiseWithResolvers<void> | undefined

  const elsewhere = new Set<object>()
  const hasWork = () => turns.size > 0 || controls.length > 0
  const isIdle = () => !hasWork() && elsewhere.size === 0

  function runControls(): void {
    while (controls.length > 0) {
      const batch = controls
      controls = []
      for (const change of batch) change()
    }
  }

  /** One turn; false when nobody had anything to do. */
  function turn(): boolean {
    clock.runDue()
    runControls()
    const worker = turns.take()
    if (worker === undefined) return false
    if (worker.ready) {
      worker.handleNext()
      if (worker.ready) turns.add(worker)
    }
    return true
  }

  function pump(): void {
    requested = false
    if (busy) return
    busy = true
    try {
      const end = clock.now() + SLICE
      while (turn() && clock.now() < end);
    } finally {
      busy = false
      requestIfNeeded()
    }
  }

  function requestIfNeeded(): void {
    if (isIdle()) {
      idleness?.resolve()
      idleness = undefined
      return
    }
    if (!hasWork()) return
    work?.resolve()
    work = undefined
    if (requested || busy) return
    requested = true
    clock.defer(pump)
  }

  function within<Result>(handler: () => Result): Result {
    if (busy) return handler()
    busy = true
    try {
      return handler()
    } finally {
      busy = false
      requestIfNeeded()
    }
  }

  function draining<Result>(handle: () => Result): Result {
    refuseNested('drain')
    return within(handle)
  }

  /** The letter that the next turn handles, after timers and changes that come before it. */
  function upcoming(): Letter | undefined {
    for (;;) {
      clock.runDue()
      runControls()
      const worker = turns.first()
      if (worker === undefined) return undefined
      if (worker.ready) return worker.next
      turns.take()
    }
  }

  function refuseNested(what: string): void {
    if (busy)
      throw new KernelError(
        { code: 'nested-drain' },
        `${what} was called from inside a handler; handlers do not nest, and none waits for others`,
      )
  }

  return {
    get idle() {
      return isIdle()
    },
    away(who, isAway) {
      if (isAway) elsewhere.add(who)
      else elsewhere.delete(who)
      requestIfNeeded()
    },
    wake(worker) {
      turns.add(worker)
      requestIfNeeded()
    },
    control(change) {
      if (busy) controls.push(change)
      else
        within(() => {
          change()
          runControls()
        })
    },
    within,
    drain: () =>
      draining(() => {
        let count = 0
        while (turn()) count += 1
        return count
      }),
    drainUntil: (isLast) =>
      draining(() => {
        for (let letter = upcoming(); letter !== undefined; letter = upcoming()) {
          turn()
          if (isLast(letter)) return true
        }
        return false
      }),
    drainBefore: (isNext) =>
      draining(() => {
        for (let letter = upcoming(); letter !== undefined; letter = upcoming()) {
          if (isNext(letter)) return true
          turn()
        }
        return false
      }),
    awaitIdle() {
      refuseNested('awaitIdle')
      if (isIdle()) return Promise.resolve()
      idleness ??= Promise.withResolvers()
      return idleness.promise
    },
    awaitWork() {
      if (hasWork()) return Promise.resolve()
      work ??= Promise.withResolvers()
      return work.promise
    },
  }
}
