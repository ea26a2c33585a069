import { type AnyActor, type AnyStateMachine, createActor, type EventObject, fromPromise, type Snapshot } from 'xstate'
import { createVirtualClock } from '../clock/virtual-clock.ts'
import { encode } from '../codec/codec.ts'
import { messageOf } from '../errors.ts'
import { fast } from '../fast/fast.ts'
import type { RecordedCall, StepRecord } from '../trace/step-recorder.ts'
import { type SlotKind, slotsOf } from '../unit/slots.ts'
import { isHandlerName } from '../unit/validate.ts'

/** What was found where the trace has something else. */
export interface Difference {
  readonly what: 'state' | 'context' | 'calls' | 'error'
  readonly expected: unknown
  readonly actual: unknown
}

/** One actor of a trace, run again. */
export interface Replayed {
  step(record: StepRecord): Difference | undefined
}

/** @returns undefined without a machine: there is nothing to run */
export function createReplayed(machine: AnyStateMachine | undefined): Replayed | undefined {
  if (machine === undefined) return undefined
  let recorded: RecordedCall[] = []
  let made: RecordedCall[] = []
  const bound = fast(machine.provide(stubs(machine, answer) as never))
  let actor: AnyActor | undefined

  /** Answers a call as it was answered then. */
  function answer(name: string, params: unknown): unknown {
    const then = recorded[made.length]
    made.push({ name, ...(params !== undefined && { params }) })
    return then?.name === name ? then.result : undefined
  }

  function begin({ input, restored }: StepRecord): AnyActor {
    const from = restored === undefined ? { input } : { snapshot: restored as Snapshot<unknown> }
    // Its own timers never fire: those of the trace come as the events they were.
    const begun = createActor(bound, { ...from, clock: createVirtualClock(), logger: () => {} } as object)
    begun.subscribe({ error: () => {} })
    return begun.start()
  }

  return {
    step(record) {
      recorded = [...record.calls]
      made = []
      if (record.event.type === 'xstate.init') actor = begin(record)
      else actor?.send(record.event as EventObject)
      return differenceOf(record, made, actor?.getSnapshot() as never)
    },
  }
}

type Snapshotted = {
  readonly status: string
  readonly error?: unknown
  readonly value?: unknown
  readonly context?: unknown
}

function differenceOf(record: StepRecord, made: readonly RecordedCall[], after: Snapshotted): Difference | undefined {
  const callsThen = record.calls.map(({ name, params }) => ({ name, ...(params !== undefined && { params }) }))
  const failed = after.status === 'error' ? messageOf(after.error) : undefined
  // What a handler threw then is not thrown again, since handlers are not run.
  if (record.error !== undefined) return undefined
  if (failed !== undefined) return { what: 'error', expected: undefined, actual: failed }
  return (
    unlike('state', record.state, after.value) ??
    unlike('calls', callsThen, made) ??
    ('context' in record ? unlike('context', record.context, after.context) : undefined)
  )
}

function unlike(what: Difference['what'], expected: unknown, actual: unknown): Difference | undefined {
  return encode(expected) === encode(actual) ? undefined : { what, expected, actual }
}

/** Implementations for all handler names of a machine: what is invoked never ends, the rest is answered. */
function stubs(machine: AnyStateMachine, answer: (name: string, params: unknown) => unknown) {
  const made: Record<SlotKind, Record<string, unknown>> = { actions: {}, guards: {}, delays: {}, actors: {} }
  for (const [kind, names] of Object.entries(slotsOf(machine)) as Array<[SlotKind, ReadonlyMap<string, string>]>)
    for (const name of names.keys()) {
      if (!isHandlerName(name)) continue
      made[kind][name] =
        kind === 'actors'
          ? fromPromise(() => new Promise(() => {}))
          : (_: unknown, params: unknown) => answer(name, params)
    }
  return made
}
