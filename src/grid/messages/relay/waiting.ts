/** What waits for addresses that are not there, each message until its time is over. */
export interface Waiting {
  /** @returns false when there is no room for it */
  put(address: string, frame: string, until: number): boolean
  /** All that waits for it and still lives, in the order in which it came. */
  take(address: string): string[]
  readonly size: number
}

export interface WaitingLimits {
  /** Messages that wait for one address. */
  readonly perAddress: number
  /** Characters of all that waits. */
  readonly all: number
}

export const WAITING_LIMITS: WaitingLimits = { perAddress: 1_000, all: 64 * 1_048_576 }

interface Waiter {
  readonly frame: string
  readonly until: number
}

export function createWaiting(now: () => number, limits: WaitingLimits = WAITING_LIMITS): Waiting {
  const queues = new Map<string, Waiter[]>()
  let size = 0

  function drop(waiters: readonly Waiter[]): void {
    for (const { frame } of waiters) size -= frame.length
  }

  function prune(address: string): Waiter[] {
    const all = queues.get(address) ?? []
    const time = now()
    const living = all.filter(({ until }) => until >= time)
    drop(all.filter(({ until }) => until < time))
    if (living.length === 0) queues.delete(address)
    else queues.set(address, living)
    return living
  }

  return {
    put(address, frame, until) {
      if (prune(address).length >= limits.perAddress) return false
      if (size + frame.length > limits.all) for (const each of queues.keys()) prune(each)
      if (size + frame.length > limits.all) return false
      const queue = queues.get(address) ?? []
      queue.push({ frame, until })
      queues.set(address, queue)
      size += frame.length
      return true
    },
    take(address) {
      const living = prune(address)
      drop(living)
      queues.delete(address)
      return living.map(({ frame }) => frame)
    },
    get size() {
      return size
    },
  }
}
