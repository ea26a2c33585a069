import { type Duration, milliseconds } from '../clock/duration.ts'
import type { Command, ResultOf } from '../message/command.ts'
import type { PayloadOf } from '../message/fact.ts'
import type { Letter } from '../message/letter.ts'
import type { Outcome } from '../message/outcome.ts'
import type { AskOptions, TaskContext } from '../unit/context.ts'
import { askByGrant } from './ask-by-grant.ts'
import type { Cell } from './cell.ts'
import { CellContext } from './cell-context.ts'
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

  ask<C extends Command>(command: C, payload: PayloadOf<C>, options?: AskOptions): Promise<Outcome<ResultOf<C>>> {
    const { kernel, cell, signal, alive } = this
    return askByGrant(kernel, { cell, command, payload, cause: this.cause(), alive, signal }, options)
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
