import type { Kernel } from '../actor/kernel.ts'
import type { MessageEvent } from '../message/fact.ts'
import type { Letter } from '../message/letter.ts'
import { type Outcome, type RefusalCode, refusal } from '../message/outcome.ts'
import { letterOf } from './post.ts'

export interface AskRequest {
  readonly from: { readonly name: string }
  readonly event: MessageEvent
  readonly cause: Letter | undefined
  /** Milliseconds. */
  readonly deadline: number
  readonly signals: readonly AbortSignal[]
}

/** Puts a command into its owner's mailbox and waits for the outcome. */
export async function askOwner(kernel: Kernel, request: AskRequest): Promise<Outcome<never>> {
  const owner = kernel.router.owner(request.event.type)
  if (owner === undefined) return refused('no-owner')
  const { id, outcome } = kernel.asks.open(request.from, owner, request)
  const letter = letterOf(kernel, request.from.name, { ...request.event, ask: id } as MessageEvent, request.cause, id)
  const accepted = owner.offer(letter)
  if (kernel.tracers.active)
    kernel.tracers.tell('emitted', letter, {
      id: letter.id,
      accepted: accepted ? 1 : 0,
      refused: accepted ? [] : [owner.name],
    })
  if (!accepted) kernel.asks.refuse(id, 'mailbox-full')
  return outcome as Promise<Outcome<never>>
}

const refused = (code: Exclude<RefusalCode, 'refused'>): Outcome<never> => ({ ok: false, refusal: refusal(code) })
