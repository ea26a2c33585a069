import { messageOf } from '../errors.ts'
import type { Letter } from '../message/letter.ts'
import type { Refusal } from '../message/outcome.ts'
import type { TaskContext } from '../unit/context.ts'
import type { Cell } from './cell.ts'
import type { Kernel } from './kernel.ts'
import { CellTaskContext } from './task-context.ts'

/** Thrown by a handler that answers a command, to refuse it with a reason of its own. */
export class Refused extends Error {
  readonly reason: string
  readonly detail: unknown
  readonly retryable: boolean

  constructor(reason: string, options: { detail?: unknown; retryable?: boolean } = {}) {
    super(reason)
    this.name = 'Refused'
    this.reason = reason
    this.detail = options.detail
    this.retryable = options.retryable ?? false
  }
}

/** Thrown by a handler that passes a command on, to refuse it just as it was refused there. */
export class Relayed extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.reason ?? refusal.code)
    this.name = 'Relayed'
    this.refusal = refusal
  }
}

/**
 * Answers a command by the handler of its name, if the unit has one; its machine gets the command otherwise. What the handler
 * throws is the refusal: a caller's mistake or a failed read does not bring down the owner.
 *
 * @returns whether there is such a handler.
 */
export function answerCommand(kernel: Kernel, cell: Cell, letter: Letter): boolean {
  const handler = cell.variant.table.get(letter.event.type) as
    | ((payload: unknown, ctx: TaskContext) => unknown)
    | undefined
  if (handler === undefined) return false
  const ctx = new CellTaskContext(kernel, cell, cell.life.signal, letter)
  const answer = async () => handler(letter.event.payload, ctx)
  answer().then(
    (value) => kernel.asks.answer(letter.ask, { ok: true, value }),
    (error: unknown) => kernel.asks.answer(letter.ask, { ok: false, refusal: refusalOf(error) }),
  )
  return true
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Relayed) return error.refusal
  if (error instanceof Refused)
    return { code: 'refused', reason: error.reason, detail: error.detail, retryable: error.retryable }
  return { code: 'refused', reason: 'handler-failed', detail: messageOf(error), retryable: true }
}
