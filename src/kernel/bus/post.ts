import type { Kernel } from '../actor/kernel.ts'
import type { Fact, MessageEvent } from '../message/fact.ts'
import type { Emission, Letter } from '../message/letter.ts'
import { NORMAL_RANK } from '../message/priority.ts'

const NOBODY: readonly string[] = []

/** Puts an event into an envelope. `by` is the letter it follows from, if any; `keeps` milliseconds, 0 for ever. */
export function letterOf(
  kernel: Kernel,
  from: string,
  event: MessageEvent,
  by: Letter | undefined,
  rank = NORMAL_RANK,
  keeps = 0,
  ask = 0,
): Letter {
  const id = kernel.nextId()
  const at = kernel.clock.now()
  const expires = keeps === 0 ? 0 : at + keeps
  return { id, cause: by?.id ?? 0, trace: by?.trace ?? id, from, at, event, ask, rank, expires }
}

export const factLetter = <F extends Fact>(
  kernel: Kernel,
  from: string,
  { type, rank, keeps }: F,
  payload: unknown,
  by: Letter | undefined,
): Letter => letterOf(kernel, from, { type, payload }, by, rank, keeps)

/** Delivers a fact to the mailboxes of all its consumers and says what became of it. */
export function post(kernel: Kernel, letter: Letter): Emission {
  let accepted = 0
  let refused: string[] | undefined
  for (const consumer of kernel.router.consumers(letter.event.type)) {
    if (consumer.offer(letter)) accepted += 1
    else {
      refused ??= []
      refused.push(consumer.name)
    }
  }
  const emission = { id: letter.id, accepted, refused: refused ?? NOBODY }
  if (kernel.tracers.active) kernel.tracers.tell('emitted', letter, emission)
  return emission
}

/** What `emit` tells of a letter that nobody was given. */
export const withheld = (letter: Letter, reason: NonNullable<Emission['withheld']>): Emission => ({
  id: letter.id,
  accepted: 0,
  refused: NOBODY,
  withheld: reason,
})
