/** Lets so many in at a time; the others wait in their order. */
export interface Gate {
  /** Resolves to what lets the next one in, once there is room. Rejects when the signal ends the wait. */
  enter(places: number, signal: AbortSignal): Promise<() => void>
}

export function createGate(): Gate {
  const waiting: Array<() => void> = []
  let inside = 0
  const leave = () => {
    inside -= 1
    waiting.shift()?.()
  }
  return {
    async enter(places, signal) {
      signal.throwIfAborted()
      while (inside >= places) await room(waiting, signal)
      inside += 1
      let isIn = true
      return () => {
        if (isIn) leave()
        isIn = false
      }
    },
  }
}

function room(waiting: Array<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = () => {
      signal.removeEventListener('abort', giveUp)
      resolve()
    }
    const giveUp = () => {
      waiting.splice(waiting.indexOf(go), 1)
      reject(signal.reason)
    }
    waiting.push(go)
    signal.addEventListener('abort', giveUp, { once: true })
  })
}
