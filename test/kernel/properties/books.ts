import { NEVER_TAKEN, type Tracer } from '../../../src/kernel/index.ts'

export interface Books {
  readonly tracer: Tracer
  /** Letters taken by mailboxes that have met no fate yet, by what should hold them. */
  open(): number
  /** Whatever does not add up: a letter with two fates, or with one that nobody had taken. */
  readonly wrong: readonly string[]
  /** How many letters met each fate. */
  readonly fates: Readonly<Record<string, number>>
}

/** Keeps account of every letter: each mailbox that took it must tell exactly one fate. */
export function keepBooks(): Books {
  const taken = new Map<number, number>()
  const ended = new Map<string, string>()
  const wrong: string[] = []
  const fates: Record<string, number> = {}
  let open = 0

  function close(actor: string, id: number, fate: string): void {
    fates[fate] = (fates[fate] ?? 0) + 1
    const left = taken.get(id)
    // Told to a duty, or by the kernel itself: never emitted on the bus.
    if (left === undefined) return
    const before = ended.get(`${actor} ${id}`)
    if (before !== undefined) wrong.push(`${actor} had letter ${id} ${before}, then ${fate}`)
    ended.set(`${actor} ${id}`, fate)
    if (left === 0) wrong.push(`${actor} ${fate} letter ${id}, which was taken by fewer`)
    taken.set(id, left - 1)
    open -= 1
  }

  return {
    tracer: {
      emitted({ id }, { accepted }) {
        if (taken.has(id)) wrong.push(`letter ${id} was emitted twice`)
        taken.set(id, accepted)
        open += accepted
      },
      forwarded(actor, { id }) {
        // Another actor of the same name, registered since.
        ended.delete(`${actor} ${id}`)
        taken.set(id, (taken.get(id) ?? 0) + 1)
        open += 1
      },
      handled: (actor, { id }) => close(actor, id, 'handled'),
      coalesced: (actor, { id }) => close(actor, id, 'coalesced'),
      dead({ actor, letter: { id }, reason }) {
        if (NEVER_TAKEN.has(reason)) fates[reason] = (fates[reason] ?? 0) + 1
        else close(actor, id, reason)
      },
    },
    open: () => open,
    wrong,
    fates,
  }
}
