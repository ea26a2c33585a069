import type { AnyActorLogic, EventObject, MachineContext } from 'xstate'
import type { ActorContext, TaskContext } from './context.ts'

/** What XState hands to actions, guards and delays. */
export interface StepArgs<Context extends MachineContext = MachineContext, Event extends EventObject = EventObject> {
  readonly context: Context
  readonly event: Event
}

/**
 * An implementation for a name in a machine. Where the name is an action, guard or delay it gets the step, the actor's
 * context and the parameters written in the machine; where it is an invoked actor it is a task: it gets the input and a
 * context with a signal, and its promise is the actor's result.
 */
export type Step<Config, Ports> = (args: never, ctx: ActorContext<Config, Ports>, params: never) => unknown
export type Task<Config, Ports> = (input: never, ctx: TaskContext<Config, Ports>) => unknown

/** Streams and other actor logic: see `stream`. */
export interface LogicFactory<Config, Ports> {
  /** `context` is asked when the logic starts: one logic may serve many actors. */
  readonly logic: (context: () => ActorContext<Config, Ports>) => AnyActorLogic
}

export type Handler<Config = unknown, Ports = unknown> =
  | Step<Config, Ports>
  | Task<Config, Ports>
  | LogicFactory<Config, Ports>

export type HandlersOf<Config, Ports> = Readonly<Record<string, Handler<Config, Ports>>>

/** Handlers with the types of config and ports forgotten. */
export type Handlers = HandlersOf<never, never>
