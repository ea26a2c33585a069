import type { AnyActorRef, AnyEventObject, EventObject, Observer, Snapshot, Subscription } from 'xstate'
import type { Host } from '../xstate/host.ts'
import { ACTOR_REF_TYPE, PROCESSING } from '../xstate/internals.ts'
import { DORMANT } from './step.ts'

type Listener = (event: AnyEventObject) => void
type SnapshotObserver = Partial<Observer<Snapshot<unknown>>>

/**
 * XState's actor reference, without the parts of its own actor that an idle duty would pay for: nine closures, a mailbox and
 * two collections each. What nobody uses is not allocated, so that a hundred thousand of them fit in memory.
 */
export abstract class Ref {
  snapshot: Snapshot<unknown> = DORMANT
  private observers: Set<SnapshotObserver> | undefined
  private listeners: Map<string, Set<Listener>> | undefined
  private session: string | undefined
  /** Events that arrived while one was being processed. */
  private backlog: EventObject[] | undefined
  private processing = false

  abstract readonly host: Host
  abstract readonly id: string
  abstract readonly src: unknown
  /** XState's name for the actor that is told of the end of this one. */
  abstract readonly _parent: AnyActorRef | undefined
  abstract readonly _processingStatus: number

  /** Processes an event that came by another way than the mailbox. */
  protected abstract receive(event: EventObject): void

  get ref(): AnyActorRef {
    return this as unknown as AnyActorRef
  }

  get system() {
    return this.host.system
  }

  get sessionId(): string {
    this.session ??= this._parent === undefined ? this.host.rootId : this.host.system._bookId()
    return this.session
  }

  getSnapshot(): Snapshot<unknown> {
    return this.snapshot
  }

  abstract getPersistedSnapshot(): Snapshot<unknown>

  send(event: EventObject): void {
    this.host.system._relay(undefined, this.ref, event)
  }

  /** XState delivers here. */
  _send(event: EventObject): void {
    this.oneAtATime(event)
  }

  start(): this {
    return this
  }

  stop(): never {
    throw new Error(`the actor ${this.id} is stopped by its system: unregister its name`)
  }

  subscribe(
    observer: SnapshotObserver | ((snapshot: Snapshot<unknown>) => void),
    _error?: (error: unknown) => void,
    complete?: () => void,
  ): Subscription {
    const whole: SnapshotObserver =
      typeof observer === 'function' ? { next: observer, ...(complete && { complete }) } : observer
    if (this._processingStatus === PROCESSING.stopped) {
      whole.complete?.()
      return { unsubscribe() {} }
    }
    this.observers ??= new Set()
    this.observers.add(whole)
    return { unsubscribe: () => void this.observers?.delete(whole) }
  }

  /** Listens to what the machine emits by XState's `emit`; `*` for all. */
  on(type: string, listener: Listener): Subscription {
    this.listeners ??= new Map()
    const own = this.listeners.get(type) ?? new Set()
    this.listeners.set(type, own.add(listener))
    return { unsubscribe: () => void own.delete(listener) }
  }

  [Symbol.observable ?? '@@observable'](): this {
    return this
  }

  toJSON(): object {
    return { xstate$$type: ACTOR_REF_TYPE, id: this.id }
  }

  emitEvent(event: AnyEventObject): void {
    for (const type of [event.type, '*'])
      for (const listener of this.listeners?.get(type) ?? []) this.guarded(() => listener(event))
  }

  /** Runs the processing of one event, and of those that arrive meanwhile after it. */
  protected oneAtATime(event: EventObject): void {
    if (this.processing) {
      this.backlog ??= []
      this.backlog.push(event)
      return
    }
    this.processing = true
    try {
      this.receive(event)
      // Also what comes while these are processed.
      for (const next of this.backlog ?? []) this.receive(next)
    } finally {
      this.processing = false
      this.backlog = undefined
    }
  }

  /** Tells subscribers and inspectors that `event` led to the present snapshot. */
  protected publish(event: EventObject): void {
    const { snapshot, observers } = this
    if (observers !== undefined) for (const observer of observers) this.guarded(() => observer.next?.(snapshot))
    if (this.host.observed)
      this.host.inspect({ type: '@xstate.snapshot', actorRef: this.ref, event, snapshot } as never)
  }

  /** No subscriber hears of it any more. */
  protected complete(): void {
    for (const observer of this.observers ?? []) this.guarded(() => observer.complete?.())
    this.observers = undefined
    this.listeners = undefined
  }

  /** Somebody else's code that may throw. */
  protected abstract guarded(callback: () => void): void
}
