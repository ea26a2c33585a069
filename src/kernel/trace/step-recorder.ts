import type { EventObject } from 'xstate'
import type { Cell } from '../actor/cell.ts'
import type { StepRecorder } from '../actor/kernel.ts'
import { messageOf } from '../errors.ts'

/** A handler that a step called, and what it gave back: what a guard decided, how long a delay is. */
export interface RecordedCall {
  readonly name: string
  readonly params?: unknown
  readonly result?: unknown
}

/** One step of one machine: what it was given, whom it called and what it became. */
export interface StepRecord {
  readonly kind: 'step'
  /** The unit, or `unit/family` for a duty. */
  readonly actor: string
  readonly key?: string
  readonly at: number
  readonly event: EventObject
  /** With the first step of an incarnation: what the machine began with. */
  readonly input?: unknown
  /** Instead of it: the saved state that the incarnation took up. */
  readonly restored?: unknown
  readonly calls: readonly RecordedCall[]
  /** State and context afterwards; absent when the step failed. */
  readonly state?: unknown
  readonly context?: unknown
  readonly error?: string
  /** Set when it could not be written whole: why. */
  readonly incomplete?: string
}

/** Notes the steps of all machines; `sink` gets each when it is over. */
export function createStepRecorder(now: () => number, sink: (record: StepRecord) => void): StepRecorder {
  let calls: RecordedCall[] = []
  let event: EventObject = { type: '' }
  let restored: unknown

  return {
    begin(_cell, begun) {
      calls = []
      event = begun
      restored = undefined
    },
    restores(persisted) {
      restored = persisted
    },
    call(name, params, run) {
      const result = run()
      calls.push({ name, ...(params !== undefined && { params }), ...(isPlain(result) && { result }) })
      return result
    },
    end(cell, result) {
      if (!hasMachine(cell)) return
      const began = event.type === 'xstate.init'
      sink({
        kind: 'step',
        actor: cell.label,
        ...(cell.key !== undefined && { key: cell.key }),
        at: now(),
        event: began ? { type: 'xstate.init' } : event,
        ...(began && restored === undefined && { input: cell.life.input }),
        ...(restored !== undefined && { restored }),
        calls,
        ...(result.ok ? stateOf(result.snapshot) : { error: messageOf(result.error) }),
      })
    },
  }
}

const hasMachine = (cell: Cell): boolean => typeof cell.life.runnable.logic.config === 'object'

const isPlain = (value: unknown): boolean =>
  value !== undefined && typeof value !== 'function' && !(value instanceof Promise)

const stateOf = (snapshot: unknown) => {
  const { value, context } = snapshot as { readonly value: unknown; readonly context: unknown }
  return { state: value, context }
}
