import { askOwner } from '../bus/ask-owner.ts'
import { letterOf } from '../bus/post.ts'
import { type Duration, milliseconds } from '../clock/duration.ts'
import type { Command, ResultOf } from '../message/command.ts'
import type { MessageEvent, PayloadOf } from '../message/fact.ts'
import type { Letter } from '../message/letter.ts'
import { type Outcome, refusal } from '../message/outcome.ts'
import type { AskOptions, TaskContext } from '../unit/context.ts'
import type { Cell } from './cell.ts'
import { CellContext } from './cell-context.ts'
import { isGranted } from './emitter.ts'
import type { Kernel } from './kernel.ts'

/** The context of one run of a task: it remembers what the task was begun for, however long it takes. */
export class CellTaskContext extends CellContext implements TaskContext {
  readonly signal: AbortSignal
  private readonly begunFor: Letter | undefined

  constructor(kernel: Kernel, cell: Cell, signal: AbortSignal, begunFor: Letter | undefined) {
    super(kernel, cell)
    this.signal = signal
    this.begunFor = begunFor
  }

  async ask<C extends Command>(
    command: C,
    payload: PayloadOf<C>,
    options: AskOptions = {},
  ): Promise<Outcome<ResultOf<C>>> {
    if (!isGranted(this.kernel, this.cell, 'asks', command.type)) return this.notGranted(command, payload)
    if (!this.alive) return { ok: false, refusal: refusal('cancelled') }
    const signals = options.signal === undefined ? [this.signal] : [this.signal, options.signal]
    return askOwner(this.kernel, {
      from: this.cell,
      command,
      payload,
      cause: this.cause(),
      deadline: milliseconds(options.deadline ?? '30s'),
      signals,
    })
  }

  private notGranted(command: Command, payload: unknown): Outcome<never> {
    const event = { type: command.type, payload } as MessageEvent
    const letter = letterOf(this.kernel, this.cell.name, event, this.cause(), command.rank)
    this.kernel.bury(letter, this.cell.label, 'not-granted')
    return { ok: false, refusal: refusal('not-granted') }
  }

  sleep(duration: Duration): Promise<void> {
    return new Promise((resolve, reject) => {
      this.signal.throwIfAborted()
      const abort = () => {
        this.kernel.clock.clearTimeout(timer)
        reject(this.signal.reason)
      }
      const timer = this.kernel.clock.setTimeout(() => {
        this.signal.removeEventListener('abort', abort)
        resolve()
      }, milliseconds(duration))
      this.signal.addEventListener('abort', abort, { once: true })
    })
  }

  /** A task outlives its actor when it does not heed its signal. */
  protected override get alive(): boolean {
    return super.alive && !this.signal.aborted
  }

  protected override cause(): Letter | undefined {
    return super.cause() ?? this.begunFor
  }
}
