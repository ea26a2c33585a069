/** What waits for addresses that are not there, each message until its time is over. */
export interface Waiting {
  /** @returns false when there is no room for it */
  put(address: string, message: Waiter): boolean
  /** All that waits for it and still lives, in the order in which it came. */
  take(address: string): string[]
  readonly size: number
}

/** A message that waits, of which twin, and until when. */
export interface Waiter {
  readonly frame: string
  readonly sender: number
  readonly until: number
}

export interface WaitingLimits {
  /** Messages that wait for one address. */
  readonly perAddress: number
  /** Characters of all that waits of one sender: nobody takes the room of the others. */
  readonly perSender: number
  /** Characters of all that waits. */
  readonly all: number
}

export const WAITING_LIMITS: WaitingLimits = { perAddress: 1_000, perSender: 4 * 1_048_576, all: 64 * 1_048_576 }

export function createWaiting(now: () => number, limits: WaitingLimits = WAITING_LIMITS): Waiting {
  const queues = new Map<string, Waiter[]>()
  const sizes = new Map<number, number>()
  let size = 0

  function drop(waiters: readonly Waiter[]): void {
    for (const { frame, sender } of waiters) add(sender, -frame.length)
  }

  function add(sender: number, length: number): void {
    size += length
    const its = (sizes.get(sender) ?? 0) + length
    if (its === 0) sizes.delete(sender)
    else sizes.set(sender, its)
  }

  const hasRoom = ({ sender, frame: { length } }: Waiter): boolean =>
    size + length <= limits.all && (sizes.get(sender) ?? 0) + length <= limits.perSender

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
    put(address, message) {
      if (prune(address).length >= limits.perAddress) return false
      if (!hasRoom(message)) for (const each of queues.keys()) prune(each)
      if (!hasRoom(message)) return false
      const queue = queues.get(address) ?? []
      queue.push(message)
      queues.set(address, queue)
      add(message.sender, message.frame.length)
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
