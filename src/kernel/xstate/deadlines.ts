import type { AnyActorRef, EventObject } from 'xstate'
import type { Clock, TimerId } from '../clock/clock.ts'
import type { InternalScheduler } from './internals.ts'

/** A delayed event of an actor, as it stands. */
export interface Deadline {
  readonly id: string
  readonly target: AnyActorRef
  readonly event: EventObject
  /** Milliseconds of the clock. */
  readonly due: number
}

/**
 * The delayed events of all actors, by actor. XState's own scheduler looks at every timer of the system whenever an actor
 * stops, and cannot say when one is due.
 */
export interface Deadlines extends InternalScheduler {
  of(source: AnyActorRef): Deadline[]
}

type Deliver = (source: AnyActorRef, target: AnyActorRef, event: EventObject) => void

export function createDeadlines(clock: Clock, deliver: Deliver): Deadlines {
  const pending = new Map<AnyActorRef, Map<string, Deadline & { readonly timer: TimerId }>>()
  let unnamed = 0

  function remove(source: AnyActorRef, id: string): TimerId | undefined {
    const own = pending.get(source)
    const deadline = own?.get(id)
    if (own === undefined || deadline === undefined) return undefined
    own.delete(id)
    if (own.size === 0) pending.delete(source)
    return deadline.timer
  }

  function cancel(source: AnyActorRef, id: string): void {
    const timer = remove(source, id)
    if (timer !== undefined) clock.clearTimeout(timer)
  }

  return {
    schedule(source, target, event, delay, id = `unnamed${++unnamed}`) {
      cancel(source, id)
      const timer = clock.setTimeout(() => {
        remove(source, id)
        deliver(source, target, event)
      }, delay)
      const own = pending.get(source) ?? new Map()
      pending.set(source, own.set(id, { id, target, event, due: timer.due, timer }))
    },
    cancel,
    cancelAll(source) {
      for (const { timer } of pending.get(source)?.values() ?? []) clock.clearTimeout(timer)
      pending.delete(source)
    },
    of: (source) => [...(pending.get(source)?.values() ?? [])].map(({ timer: _, ...deadline }) => deadline),
  }
}
