import type { Kernel } from '../actor/kernel.ts'
import type { Command } from '../message/command.ts'
import type { MessageEvent } from '../message/fact.ts'
import type { Letter } from '../message/letter.ts'
import { type Outcome, refused } from '../message/outcome.ts'
import { letterOf } from './post.ts'

export interface AskRequest {
  readonly from: { readonly name: string }
  readonly command: Command
  readonly payload: unknown
  readonly cause: Letter | undefined
  /** Milliseconds. */
  readonly deadline: number
  readonly signals: readonly AbortSignal[]
}

/** Puts a command into its owner's mailbox and waits for the outcome. */
export async function askOwner(kernel: Kernel, request: AskRequest): Promise<Outcome<never>> {
  const { from, command, payload, cause } = request
  const owner = kernel.router.owner(command.type)
  if (owner === undefined) return refused('no-owner')
  const { id, outcome } = kernel.asks.open(from, owner, request)
  const event = { type: command.type, payload, ask: id } as MessageEvent
  const letter = letterOf(kernel, from.name, event, cause, command.rank, 0, id)
  const accepted = owner.offer(letter)
  const emission = { id: letter.id, accepted: accepted ? 1 : 0, refused: accepted ? [] : [owner.name] }
  kernel.tracers.tell('emitted', letter, emission)
  if (!accepted) kernel.asks.refuse(id, 'mailbox-full')
  return outcome as Promise<Outcome<never>>
}
