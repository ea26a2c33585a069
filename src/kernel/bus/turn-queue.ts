import type { Worker } from './worker.ts'

/** Workers in the order of their turns, each at most once. */
export interface TurnQueue {
  readonly size: number
  add(worker: Worker): void
  /** Whose turn it is. */
  first(): Worker | undefined
  take(): Worker | undefined
}

export function createTurnQueue(): TurnQueue {
  let queue: Worker[] = []
  let head = 0
  return {
    get size() {
      return queue.length - head
    },
    add(worker) {
      if (worker.queued) return
      worker.queued = true
      queue.push(worker)
    },
    first: () => queue[head],
    take() {
      const worker = queue[head]
      if (worker === undefined) return undefined
      worker.queued = false
      head += 1
      if (head === queue.length) {
        queue = []
        head = 0
      } else if (head > 1_024 && head * 2 > queue.length) {
        queue = queue.slice(head)
        head = 0
      }
      return worker
    },
  }
}
