import type { Current, Kernel } from '../actor/kernel.ts'
import type { MessageEvent } from '../message/fact.ts'
import type { Emission, Letter } from '../message/letter.ts'

const NOBODY: readonly string[] = []

/** Puts an event into an envelope. `by` is the handling it came out of, if any. */
export function letterOf(
  kernel: Kernel,
  from: string,
  event: MessageEvent,
  by: Current['letter'] | undefined,
  ask = 0,
): Letter {
  const id = kernel.nextId()
  return { id, cause: by?.id ?? 0, trace: by?.trace ?? id, from, at: kernel.clock.now(), event, ask }
}

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
