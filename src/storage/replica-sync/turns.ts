/** Whose turn it is to be fetched: so many buckets at a time, each for a while, the one that has waited longest next. */
export interface Turns {
  /** Resolves when it is the bucket's turn, at once when it is already. @throws the signal's reason */
  take(bucket: string, most: number, signal: AbortSignal): Promise<void>
  /** Makes room for the next. */
  yield(bucket: string): void
  has(bucket: string): boolean
}

export function createTurns(): Turns {
  const holders = new Set<string>()
  const waiting = new Map<string, { readonly most: number; readonly go: () => void }>()

  function next(): void {
    for (const each of [...waiting.values()]) {
      if (holders.size >= each.most) return
      each.go()
    }
  }

  return {
    has: (bucket) => holders.has(bucket),
    yield(bucket) {
      if (holders.delete(bucket)) next()
    },
    take(bucket, most, signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted()
        const abort = () => {
          waiting.delete(bucket)
          reject(signal.reason)
        }
        waiting.set(bucket, {
          most,
          go() {
            waiting.delete(bucket)
            signal.removeEventListener('abort', abort)
            holders.add(bucket)
            resolve()
          },
        })
        signal.addEventListener('abort', abort, { once: true })
        if (holders.has(bucket)) waiting.get(bucket)!.go()
        else next()
      })
    },
  }
}
