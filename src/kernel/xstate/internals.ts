import type { ActorSystem, AnyActorRef, EventObject, InspectionEvent } from 'xstate'

/**
 * What XState 5 keeps out of its type declarations and a foreign actor needs to live in its system. All reliance on it is in
 * this folder and in `actor/ref.ts`; a test says when a new version changed it.
 */
export interface InternalSystem extends ActorSystem<never> {
  _bookId(): string
  _relay(source: AnyActorRef | undefined, target: AnyActorRef, event: EventObject): void
  _sendInspectionEvent(event: Omit<InspectionEvent, 'rootId'>): void
  readonly scheduler: InternalScheduler
}

export interface InternalScheduler {
  schedule(source: AnyActorRef, target: AnyActorRef, event: EventObject, delay: number, id?: string): void
  cancel(source: AnyActorRef, id: string): void
  cancelAll(source: AnyActorRef): void
}

/** The numbers of XState's `ProcessingStatus`. */
export const PROCESSING = { notStarted: 0, running: 1, stopped: 2 } as const

/** The number by which XState knows a reference to an actor where it meets one in a context. */
export const ACTOR_REF_TYPE = 1
