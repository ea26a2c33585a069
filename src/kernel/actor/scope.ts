import type { AnyActorRef, AnyActorScope, AnyEventObject } from 'xstate'
import type { InternalSystem } from '../xstate/internals.ts'
import type { Ref } from './ref.ts'

type Action = Parameters<AnyActorScope['actionExecutor']>[0]

/**
 * What a step of a machine may reach. Effects it defers (sends, timers, children to start) are held back until the step has
 * succeeded: a step that fails leaves none.
 */
export class StepScope {
  readonly self: AnyActorRef
  readonly system: InternalSystem
  readonly effects: Array<() => void> = []
  /** A field, since XState puts its own in front of it during a microstep. */
  actionExecutor: (action: Action) => void
  private readonly actor: Ref

  constructor(actor: Ref) {
    this.actor = actor
    this.self = actor.ref
    this.system = actor.host.system
    this.actionExecutor = actor.host.observed ? inspected(actor) : execute
  }

  get id(): string {
    return this.actor.id
  }

  get sessionId(): string {
    return this.actor.sessionId
  }

  get scope(): AnyActorScope {
    return this as unknown as AnyActorScope
  }

  defer(effect: () => void): void {
    this.effects.push(effect)
  }

  emit(event: AnyEventObject): void {
    this.actor.emitEvent(event)
  }

  stopChild(child: AnyActorRef): void {
    stopNow(child)
  }

  logger(): void {}
}

/** XState lets only a parent do this. */
export const stopNow = (child: AnyActorRef): void => (child as unknown as { _stop(): void })._stop()

const execute = (action: Action): void => action.exec?.(action.info, action.params)

const inspected = (actor: Ref) => (action: Action) => {
  const { type, params } = action
  actor.host.inspect({ type: '@xstate.action', actorRef: actor.ref, action: { type, params } } as never)
  execute(action)
}
