import { letterOf } from '../bus/post.ts'
import type { Command, ResultOf } from '../message/command.ts'
import type { Fact, PayloadOf } from '../message/fact.ts'
import type { Emission, Letter } from '../message/letter.ts'
import type { Refusal } from '../message/outcome.ts'
import type { ActorContext, DutyFamily, Log } from '../unit/context.ts'
import type { Cell } from './cell.ts'
import { requireGrant } from './emitter.ts'
import type { Kernel } from './kernel.ts'
import { namedLog } from './named-log.ts'

/** What the handlers of one actor may do. */
export class CellContext implements ActorContext {
  protected readonly kernel: Kernel
  protected readonly cell: Cell

  constructor(kernel: Kernel, cell: Cell) {
    this.kernel = kernel
    this.cell = cell
  }

  get name(): string {
    return this.cell.unitCell.name
  }

  get key(): string | undefined {
    return this.cell.key
  }

  get config(): unknown {
    return this.cell.variant.config
  }

  get ports(): unknown {
    return this.cell.variant.ports
  }

  get log(): Log {
    return namedLog(this.kernel.log, this.name)
  }

  get random() {
    return this.kernel.random
  }

  now(): number {
    return this.kernel.clock.now()
  }

  emit<F extends Fact>(fact: F, payload: PayloadOf<F>): Emission {
    return this.cell.unitCell.emitter.emit(fact, payload, this.cause(), this.alive)
  }

  reply<C extends Command>(command: C, ask: number, value: ResultOf<C>): void {
    requireGrant(this.kernel, this.cell, 'owns', command.type)
    if (!this.kernel.asks.answer(ask, { ok: true, value })) this.buryAnswer({ type: command.type, payload: value })
  }

  refuse(ask: number, reason: Pick<Refusal, 'reason' | 'detail'> & { retryable?: boolean }): void {
    const refusal: Refusal = { code: 'refused', ...reason, retryable: reason.retryable ?? false }
    if (!this.kernel.asks.answer(ask, { ok: false, refusal }))
      this.buryAnswer({ type: 'kernel.Refusal', payload: refusal })
  }

  duties(family: string): DutyFamily {
    return this.cell.unitCell.family(family)
  }

  /** The letter that what is done now follows from. */
  protected cause(): Letter | undefined {
    const { current } = this.kernel
    return current?.cell === this.cell ? current.letter : undefined
  }

  /** Whether what holds this context still belongs to a running actor. */
  protected get alive(): boolean {
    return this.cell.life.status === 'running'
  }

  private buryAnswer(event: { type: string; payload: unknown }): void {
    this.kernel.bury(letterOf(this.kernel, this.name, event, this.cause()), this.cell.label, 'late-answer')
  }
}
