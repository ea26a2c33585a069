import { type AnyActorLogic, type AnyStateMachine, fromPromise } from 'xstate'
import { isThenable } from '../actor/left-running.ts'
import type { ActorContext, TaskContext } from './context.ts'
import type { LogicFactory, StepArgs, TaskArgs } from './handler.ts'
import type { HandlerSlot, HandlerTable } from './handler-table.ts'
import { latestLogic } from './latest-logic.ts'
import { type SlotKind, slotsOf } from './slots.ts'

/** How bound handlers reach the context of the actor that runs them: one binding serves all duties of a family. */
export interface ContextSource {
  /** The context of the actor whose step runs now. */
  step(): ActorContext
  /** What a task that the actor whose step runs now has just begun is told of it. */
  taskArgs(): TaskArgs<never>
  /** A context for that task. */
  task(signal: AbortSignal, taskId: string): TaskContext
  /** Sees to what the handler of the actor whose step runs now has returned, which may go on and fail. */
  returned(value: unknown): void
  /** Set while the calls of handlers are noted, or answered from notes. */
  readonly calls: CallRecorder | undefined
}

/** Sees every call of a step's handler. */
export interface CallRecorder {
  call(name: string, params: unknown, run: () => unknown): unknown
}

type AnyStep = (args: unknown, ctx: ActorContext, params: unknown) => unknown
type AnyTask = (args: TaskArgs<never>, ctx: TaskContext, params: unknown) => unknown

export const isLogicFactory = (handler: unknown): handler is LogicFactory<unknown, unknown> =>
  typeof handler === 'object' && handler !== null && 'logic' in handler

/** The machine with its handlers in place. XState's `provide` makes a new machine; the given one stays as it is. */
export function bindHandlers(machine: AnyStateMachine, table: HandlerTable, contexts: ContextSource): AnyStateMachine {
  const bound: Record<SlotKind, Record<string, unknown>> = { actions: {}, guards: {}, delays: {}, actors: {} }
  for (const [kind, names] of Object.entries(slotsOf(machine)) as Array<[SlotKind, ReadonlyMap<string, string>]>)
    for (const name of names.keys()) {
      const slot = table.slot(name)
      if (slot !== undefined) bound[kind][name] = SLOT_BINDERS[kind](slot, contexts)
    }
  return machine.provide(bound as never)
}

/** A handler gets the context and the event: not the actor and the system, by which it could reach what it was not granted. */
const asStep =
  (slot: HandlerSlot, contexts: ContextSource, check: (returned: unknown) => void) =>
  ({ context, event }: StepArgs, params: unknown): unknown => {
    const run = () => {
      const returned = (slot.handler as unknown as AnyStep)({ context, event }, contexts.step(), params)
      check(returned)
      return returned
    }
    return contexts.calls === undefined ? run() : contexts.calls.call(slot.name, params, run)
  }

const asAction = (slot: HandlerSlot, contexts: ContextSource) =>
  asStep(slot, contexts, (returned) => contexts.returned(returned))

/** A guard or a delay. A promise would pass for a guard that holds, and for no delay at all. */
const asAnswer = (slot: HandlerSlot, contexts: ContextSource) =>
  asStep(slot, contexts, (returned) => {
    if (!isThenable(returned)) return
    contexts.returned(returned)
    throw new TypeError(`${slot.name} returned a promise; a guard or a delay is asked for its answer at once`)
  })

const asActor = (slot: HandlerSlot, contexts: ContextSource): AnyActorLogic =>
  latestLogic(() => {
    const { handler } = slot
    if (isLogicFactory(handler)) return handler.logic({ step: () => contexts.step(), args: () => contexts.taskArgs() })
    return fromPromise<unknown, unknown>(async ({ input, signal, self }) =>
      (handler as unknown as AnyTask)(contexts.taskArgs(), contexts.task(signal, self.id), input),
    )
  })

const SLOT_BINDERS: Readonly<Record<SlotKind, (slot: HandlerSlot, contexts: ContextSource) => unknown>> = {
  actions: asAction,
  guards: asAnswer,
  delays: asAnswer,
  actors: asActor,
}
