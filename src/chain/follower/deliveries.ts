import { Observable } from 'rxjs'
import { NEVER_TAKEN, type Tracer } from '../../kernel/index.ts'
import type { Cursor } from './followed-block.ts'

interface Delivery {
  readonly block: Cursor
  /** Mailboxes that have yet to do with one of its facts. */
  open: number
  /** The same for each fact, by how far its number is from that of the first. */
  readonly letters: number[]
  first: number
  /** Whether all its facts have been emitted. */
  complete: boolean
}

/**
 * What has become of the facts of each block. A block is settled once every consumer is through with all of its facts and with
 * those of the blocks before it: only then is it safe to begin after it the next time.
 */
export interface Deliveries {
  /** Sees the facts and their fates; to be attached to the system. */
  readonly tracer: Tracer
  /** What the emitter of this name emits until `end` belongs to the block. */
  begin(block: Cursor): void
  end(): void
  /** The last settled block, whenever it has moved. */
  readonly settled: Observable<Cursor>
  /** Resolves when fewer blocks than this are unsettled. */
  room(limit: number): Promise<void>
}

export function createDeliveries(emitter: string): Deliveries {
  const inOrder: Delivery[] = []
  const watchers = new Set<(block: Cursor) => void>()
  const waiting = new Set<{ readonly limit: number; readonly go: () => void }>()
  let current: Delivery | undefined
  let news: Cursor | undefined

  /** The block that a letter belongs to, as long as somebody has yet to do with it. Letters are numbered in their order. */
  function deliveryOf(id: number): Delivery | undefined {
    return inOrder.find(({ first, letters }) => (letters[id - first] ?? 0) > 0)
  }

  function close(id: number): void {
    const delivery = deliveryOf(id)
    if (delivery === undefined) return
    delivery.letters[id - delivery.first]! -= 1
    delivery.open -= 1
    if (delivery.open === 0) settle()
  }

  function settle(): void {
    let last: Cursor | undefined
    while (inOrder[0]?.complete === true && inOrder[0].open === 0) last = inOrder.shift()!.block
    if (last === undefined) return
    for (const each of [...waiting]) if (inOrder.length < each.limit) each.go()
    // One word for all that settle in a row; by then whatever followed from them is saved.
    if (news === undefined) queueMicrotask(announce)
    news = last
  }

  function announce(): void {
    const block = news!
    news = undefined
    for (const watcher of watchers) watcher(block)
  }

  return {
    tracer: {
      emitted({ id, from }, { accepted }) {
        if (current === undefined || from !== emitter || accepted === 0) return
        const { letters } = current
        if (letters.length === 0) current.first = id
        // Whatever else was numbered in between belongs to nobody here.
        while (letters.length < id - current.first) letters.push(0)
        letters.push(accepted)
        current.open += accepted
      },
      forwarded(_, { id }) {
        const delivery = deliveryOf(id)
        if (delivery === undefined) return
        delivery.letters[id - delivery.first]! += 1
        delivery.open += 1
      },
      handled: (_, { id }) => close(id),
      coalesced: (_, { id }) => close(id),
      dead({ letter: { id }, reason }) {
        if (!NEVER_TAKEN.has(reason)) close(id)
      },
    },
    begin(block) {
      current = { block, open: 0, letters: [], first: 0, complete: false }
      inOrder.push(current)
    },
    end() {
      if (current !== undefined) current.complete = true
      current = undefined
      settle()
    },
    settled: new Observable((subscriber) => {
      const watcher = (block: Cursor) => subscriber.next(block)
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    }),
    room(limit) {
      if (inOrder.length < limit) return Promise.resolve()
      return new Promise((resolve) => {
        const entry = {
          limit,
          go() {
            waiting.delete(entry)
            resolve()
          },
        }
        waiting.add(entry)
      })
    },
  }
}
