import type { Cell } from '../actor/cell.ts'
import { requireGrant } from '../actor/emitter.ts'
import type { Kernel } from '../actor/kernel.ts'
import { namedLog } from '../actor/named-log.ts'
import { askOwner } from '../bus/ask-owner.ts'
import { factLetter } from '../bus/post.ts'
import { messageOf } from '../errors.ts'
import type { Letter } from '../message/letter.ts'
import type { Unit } from '../unit/unit.ts'
import type { FromThread, ToThread } from './protocol.ts'

type Told<Kind extends FromThread['kind']> = Extract<FromThread, { kind: Kind }>

/** What a thread says on behalf of its actor, done here within the actor's grant. */
export class Correspondence {
  private readonly kernel: Kernel
  private readonly cell: Cell
  private readonly unit: Unit
  /** @throws DOMException when the message cannot be cloned. */
  readonly post: (message: ToThread) => void
  private readonly withdrawals = new Map<number, AbortController>()
  /** Numbers of the asks by the letters they came in. */
  private readonly asks = new Map<number, number>()

  constructor(kernel: Kernel, cell: Cell, unit: Unit, post: (message: ToThread) => void) {
    this.kernel = kernel
    this.cell = cell
    this.unit = unit
    this.post = post
  }

  take(message: FromThread, inFlight: (id: number) => Letter | undefined): void {
    switch (message.kind) {
      case 'emitted':
        this.emit(message, inFlight(message.cause))
        break
      case 'asked':
        void this.ask(message)
        break
      case 'withdrawn':
        this.withdrawals.get(message.question)?.abort()
        break
      case 'answered':
        this.answer(message)
        break
      case 'logged':
        namedLog(this.kernel.log, this.cell.name)[message.level](message.fields, message.message)
        break
      default:
        break
    }
  }

  /** Remembers which command a letter was, for its answer may come after the letter has been handled. */
  expectAnswer(letter: Letter): void {
    if (letter.ask !== 0) this.asks.set(letter.id, letter.ask)
  }

  private emit({ type, payload }: Told<'emitted'>, cause: Letter | undefined): void {
    const fact = this.unit.emits.find((each) => each.type === type)
    const parsed = fact?.payload.safeParse(payload)
    if (fact !== undefined && parsed?.success) {
      this.cell.emitter.emit(fact, parsed.data, cause, true)
      return
    }
    const unknown = { type, rank: 1, keeps: 0 }
    this.kernel.bury(
      factLetter(this.kernel, this.cell.name, unknown as never, payload, cause),
      this.cell.label,
      'not-granted',
    )
    const problem = parsed?.error === undefined ? 'the unit does not emit it' : messageOf(parsed.error)
    this.kernel.log.error({ actor: this.cell.name, type, problem }, 'a thread sent what its actor may not')
  }

  private async ask({ question, type, payload }: Told<'asked'>): Promise<void> {
    const command = this.unit.asks.find((each) => each.type === type)
    if (command === undefined) return
    requireGrant(this.kernel, this.cell, 'asks', type)
    const withdrawal = new AbortController()
    this.withdrawals.set(question, withdrawal)
    const outcome = await askOwner(this.kernel, {
      from: this.cell,
      command,
      payload,
      cause: undefined,
      // The thread keeps the time, and withdraws.
      deadline: 365 * 86_400_000,
      signals: [withdrawal.signal],
    })
    this.withdrawals.delete(question)
    this.post({ kind: 'outcome', question, outcome })
  }

  private answer({ id, outcome }: Told<'answered'>): void {
    const ask = this.asks.get(id)
    this.asks.delete(id)
    if (ask !== undefined) this.kernel.asks.answer(ask, outcome)
  }
}
