/**
 * Few placements at a time are between choosing a node and the answer to their claim: many that chose at once would all choose the
 * same, and nearly all in vain.
 */
export interface Turns {
  /** Resolves when it is this one's turn; at once when it has it already. @throws when the signal is aborted before */
  take(name: string, signal: AbortSignal): Promise<void>
  /** Gives up a turn, or does nothing. */
  leave(name: string): void
}

const AT_ONCE = 4

export function createTurns(atOnce = AT_ONCE): Turns {
  const holders = new Set<string>()
  const waiting = new Map<string, () => void>()

  function admit(): void {
    for (const [name, begin] of waiting) {
      if (holders.size >= atOnce) return
      waiting.delete(name)
      holders.add(name)
      begin()
    }
  }

  return {
    async take(name, signal) {
      signal.throwIfAborted()
      if (holders.has(name)) return
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const stop = () => {
        waiting.delete(name)
        reject(signal.reason)
      }
      signal.addEventListener('abort', stop, { once: true })
      waiting.set(name, resolve)
      admit()
      await promise.finally(() => signal.removeEventListener('abort', stop))
    },
    leave(name) {
      if (holders.delete(name)) admit()
    },
  }
}
