import { type AnyActorLogic, type AnyStateMachine, fromPromise } from 'xstate'
import type { ActorContext, TaskContext } from './context.ts'
import type { Handlers, LogicFactory, TaskArgs } from './handler.ts'
import { type SlotKind, slotsOf } from './slots.ts'

/** How bound handlers reach the context of the actor that runs them: one binding serves all duties of a family. */
export interface ContextSource {
  /** The context of the actor whose step runs now. */
  step(): ActorContext
  /** What a task that the actor whose step runs now has just begun is told of it. */
  taskArgs(): TaskArgs<never>
  /** A context for that task. */
  task(signal: AbortSignal, taskId: string): TaskContext
}

type AnyStep = (args: unknown, ctx: ActorContext, params: unknown) => unknown
type AnyTask = (args: TaskArgs<never>, ctx: TaskContext, params: unknown) => unknown

const isLogicFactory = (handler: unknown): handler is LogicFactory<unknown, unknown> =>
  typeof handler === 'object' && handler !== null && 'logic' in handler

/** The machine with its handlers in place. XState's `provide` makes a new machine; the given one stays as it is. */
export function bindHandlers(machine: AnyStateMachine, handlers: Handlers, contexts: ContextSource): AnyStateMachine {
  const bound: Record<SlotKind, Record<string, unknown>> = { actions: {}, guards: {}, delays: {}, actors: {} }
  for (const [kind, names] of Object.entries(slotsOf(machine)) as Array<[SlotKind, ReadonlyMap<string, string>]>)
    for (const name of names.keys()) {
      const handler = handlers[name]
      if (handler === undefined) continue
      bound[kind][name] =
        kind === 'actors' ? asActor(handler, contexts) : asStep(handler as unknown as AnyStep, contexts)
    }
  return machine.provide(bound as never)
}

const asStep =
  (handler: AnyStep, contexts: ContextSource) =>
  (args: unknown, params: unknown): unknown =>
    handler(args, contexts.step(), params)

function asActor(handler: Handlers[string], contexts: ContextSource): AnyActorLogic {
  if (isLogicFactory(handler)) return handler.logic({ step: () => contexts.step(), args: () => contexts.taskArgs() })
  const task = handler as unknown as AnyTask
  return fromPromise<unknown, unknown>(async ({ input, signal, self }) =>
    task(contexts.taskArgs(), contexts.task(signal, self.id), input),
  )
}
