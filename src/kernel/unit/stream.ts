import type { Observable } from 'rxjs'
import { type EventObject, fromEventObservable } from 'xstate'
import type { ActorContext } from './context.ts'
import type { LogicFactory, TaskArgs } from './handler.ts'

/**
 * A handler for an invoked actor that keeps producing: every value of the observable is an event to its machine, an error is
 * the actor's error, and leaving the state unsubscribes.
 */
export function stream<Context, Config, Ports>(
  source: (args: TaskArgs<Context>, ctx: ActorContext<Config, Ports>) => Observable<EventObject>,
): LogicFactory<Config, Ports> {
  return { logic: (running) => fromEventObservable<EventObject, unknown>(() => source(running.args(), running.step())) }
}
