import type { Clock, TimerId } from '../clock/clock.ts'
import { type Outcome, type RefusalCode, refused } from '../message/outcome.ts'

type Party = { readonly name: string }

interface Pending {
  readonly asker: Party
  readonly owner: Party
  /** Whether the owner's handler has seen it; what still waits in its mailbox outlives an incarnation. */
  delivered: boolean
  settle(outcome: Outcome<unknown>): void
}

/** The commands that wait for an answer. */
export interface Asks {
  /** Books an ask. `settled` tells its outcome once. */
  open(
    asker: Party,
    owner: Party,
    limits: { readonly deadline: number; readonly signals: readonly AbortSignal[] },
  ): { readonly id: number; readonly outcome: Promise<Outcome<unknown>> }
  waits(id: number): boolean
  delivered(id: number): void
  /** False when nobody waits for it any more. */
  answer(id: number, outcome: Outcome<unknown>): boolean
  refuse(id: number, code: Exclude<RefusalCode, 'refused'>): boolean
  /** Ends what one incarnation of an actor asked or was asked. */
  incarnationEnded(party: Party): void
  /** Ends everything an actor was asked, seen or not. */
  actorEnded(party: Party): void
}

export function createAsks(clock: Clock): Asks {
  const pending = new Map<number, Pending>()
  // What each actor asked and was asked, so that the end of one does not look at all.
  const byParty = new Map<Party, Set<Pending>>()
  let opened = 0

  const answer = (id: number, outcome: Outcome<unknown>): boolean => {
    const ask = pending.get(id)
    if (ask === undefined) return false
    ask.settle(outcome)
    return true
  }

  const refuse = (id: number, code: Exclude<RefusalCode, 'refused'>): boolean => answer(id, refused(code))

  function link(party: Party, ask: Pending): void {
    const asks = byParty.get(party) ?? new Set()
    byParty.set(party, asks.add(ask))
  }

  function unlink(party: Party, ask: Pending): void {
    const asks = byParty.get(party)
    asks?.delete(ask)
    if (asks?.size === 0) byParty.delete(party)
  }

  /** Ends what a party asked, and of what it was asked that which `condition` holds for. */
  function endOf(party: Party, condition: (ask: Pending) => boolean): void {
    for (const ask of [...(byParty.get(party) ?? [])]) {
      if (ask.asker === party) ask.settle(refused('cancelled'))
      else if (condition(ask)) ask.settle(refused('owner-failed'))
    }
  }

  return {
    open(asker, owner, { deadline, signals }) {
      const id = ++opened
      const { promise, resolve } = Promise.withResolvers<Outcome<unknown>>()
      const cancel = () => void refuse(id, 'cancelled')
      const timer: TimerId = clock.setTimeout(() => void refuse(id, 'late'), deadline)
      const ask: Pending = {
        asker,
        owner,
        delivered: false,
        settle(outcome) {
          pending.delete(id)
          unlink(asker, ask)
          unlink(owner, ask)
          clock.clearTimeout(timer)
          for (const signal of signals) signal.removeEventListener('abort', cancel)
          resolve(outcome)
        },
      }
      pending.set(id, ask)
      link(asker, ask)
      link(owner, ask)
      for (const signal of signals) {
        if (signal.aborted) cancel()
        else signal.addEventListener('abort', cancel, { once: true })
      }
      return { id, outcome: promise }
    },
    waits: (id) => pending.has(id),
    delivered(id) {
      const ask = pending.get(id)
      if (ask !== undefined) ask.delivered = true
    },
    answer,
    refuse,
    incarnationEnded: (party) => endOf(party, (ask) => ask.delivered),
    actorEnded: (party) => endOf(party, () => true),
  }
}
