import type { Letter } from '../message/letter.ts'
import type { Cell } from './cell.ts'

/** Puts a letter into an actor's mailbox by the policy of its type. @returns whether it was taken */
export function offerLetter(cell: Cell, letter: Letter): boolean {
  const { kernel, label } = cell
  if (cell.life.over) {
    kernel.bury(letter, label, 'undeliverable')
    return false
  }
  const admission = cell.mailbox.offer(letter)
  if (!admission.taken) {
    kernel.bury(letter, label, 'refused')
    if (admission.critical) kernel.scheduler.control(() => cell.life.fail(overflow(cell, letter)))
    return false
  }
  if (admission.displaced !== undefined) displaced(cell, admission.displaced, admission.how)
  if (cell.ready) kernel.scheduler.wake(cell)
  return true
}

const overflow = (cell: Cell, letter: Letter): Error =>
  new Error(`mailbox of ${cell.name} is full and ${letter.event.type} may not be lost`)

function displaced({ kernel, label }: Cell, letter: Letter, how: 'coalesced' | 'dropped'): void {
  if (letter.ask !== 0) kernel.asks.refuse(letter.ask, 'mailbox-full')
  if (how === 'dropped') kernel.bury(letter, label, 'dropped')
  else kernel.tracers.tell('coalesced', label, letter)
}
