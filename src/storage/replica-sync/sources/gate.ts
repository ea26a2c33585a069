/** Lets so many through at a time, in the order in which they came. */
export interface Gate {
  /** @returns what to call on leaving @throws the signal's reason */
  enter(most: number, signal: AbortSignal): Promise<() => void>
}

export function createGate(): Gate {
  let inside = 0
  const waiting = new Set<{ readonly most: number; readonly go: () => void }>()

  function leave(): void {
    inside -= 1
    for (const each of waiting) {
      if (inside >= each.most) return
      each.go()
    }
  }

  return {
    enter(most, signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted()
        const abort = () => {
          waiting.delete(entry)
          reject(signal.reason)
        }
        const entry = {
          most,
          go() {
            waiting.delete(entry)
            signal.removeEventListener('abort', abort)
            inside += 1
            resolve(leave)
          },
        }
        if (inside < most && waiting.size === 0) {
          entry.go()
          return
        }
        waiting.add(entry)
        signal.addEventListener('abort', abort, { once: true })
      })
    },
  }
}
