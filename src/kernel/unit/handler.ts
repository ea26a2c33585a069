import type { AnyActorLogic, EventObject, MachineContext } from 'xstate'
import type { ActorContext, TaskContext } from './context.ts'

/** What XState hands to actions, guards and delays. */
export interface StepArgs<Context extends MachineContext = MachineContext, Event extends EventObject = EventObject> {
  readonly context: Context
  readonly event: Event
}

/** The first event of a machine: a statechart stays plain data when an entry action takes the input from it. */
export interface InitEvent<Input> {
  readonly type: 'xstate.init'
  readonly input: Input
}

/** What a task is told of the machine that began it. */
export interface TaskArgs<Context = unknown> {
  readonly context: Context
}

/**
 * An implementation for a name in a machine. Where the name is an action, guard or delay it gets the step, the actor's
 * context and the parameters written in the machine; where it is an invoked actor it is a task: it gets the machine's context
 * at the time, a context with a signal, and the `input` written in the machine, and its promise is the actor's result.
 */
export type Step<Config, Ports> = (args: never, ctx: ActorContext<Config, Ports>, params: never) => unknown
export type Task<Config, Ports> = (args: never, ctx: TaskContext<Config, Ports>, params: never) => unknown

/** Streams and other actor logic: see `stream`. */
export interface LogicFactory<Config, Ports> {
  /** `running` is asked when the logic starts: one logic may serve many actors. */
  readonly logic: (running: { step(): ActorContext<Config, Ports>; args(): TaskArgs<never> }) => AnyActorLogic
}

export type Handler<Config = unknown, Ports = unknown> =
  | Step<Config, Ports>
  | Task<Config, Ports>
  | LogicFactory<Config, Ports>

export type HandlersOf<Config, Ports> = Readonly<Record<string, Handler<Config, Ports>>>

/** Handlers with the types of config and ports forgotten. */
export type Handlers = HandlersOf<never, never>
