import { FatalError } from '../message/kernel-facts.ts'
import type { Letter } from '../message/letter.ts'
import { answerCommand } from './answer.ts'
import type { Cell } from './cell.ts'

/** Hands a letter to an actor and to what runs beside it, unless it has died on the way. */
export function handleLetter(cell: Cell, letter: Letter): void {
  const { kernel, label } = cell
  const death = deathOf(cell, letter)
  if (death !== undefined) {
    kernel.bury(letter, label, death)
    return
  }
  if (letter.ask !== 0) kernel.asks.delivered(letter.ask)
  const watched = kernel.tracers.active
  const began = watched ? kernel.clock.now() : 0
  if (watched) kernel.tracers.tell('handling', label, letter)
  kernel.current = { cell, letter }
  try {
    handOver(cell, letter)
  } finally {
    kernel.current = undefined
  }
  if (cell.lost === letter) cell.lost = undefined
  else if (watched && !cell.life.runnable.remote)
    kernel.tracers.tell('handled', label, letter, kernel.clock.now() - began)
}

function handOver(cell: Cell, letter: Letter): void {
  const { extensions } = cell.life
  if (extensions?.before(letter)) {
    veto(cell, letter)
    return
  }
  const isHandedOn = letter.ask === 0 || cell.life.runnable.remote
  if (isHandedOn || !answerCommand(cell.kernel, cell, letter)) deliver(cell, letter)
  extensions?.after(letter)
}

/** Gives the machine the event of the letter. */
function deliver(cell: Cell, { event }: Letter): void {
  const { host, ref } = cell
  if (host.observed) host.inspect({ type: '@xstate.event', actorRef: ref, sourceRef: undefined, event } as never)
  cell._send(event)
}

/** Why a letter is not to be handled any more, if so. */
function deathOf({ halted, kernel }: Cell, letter: Letter): 'halted' | 'expired' | undefined {
  if (halted && letter.event.type !== FatalError.type) return 'halted'
  if (letter.expires !== 0 && letter.expires <= kernel.clock.now()) return 'expired'
  return letter.ask !== 0 && !kernel.asks.waits(letter.ask) ? 'expired' : undefined
}

function veto(cell: Cell, letter: Letter): void {
  const refusal = { code: 'refused', reason: 'vetoed', retryable: false } as const
  if (letter.ask !== 0) cell.kernel.asks.answer(letter.ask, { ok: false, refusal })
  cell.lose(letter, 'vetoed')
}
