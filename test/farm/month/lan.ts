import type { WakeOnLan } from '../../../src/grid/wake/wake-on-lan.ts'
import type { Life } from './world.ts'

/** The wires on which the machines of a farm wake each other; some never hear it. */
export function createLan() {
  const sleepers = new Map<number, () => void>()
  const deaf = new Set<number>()
  const counts = { slept: 0, woken: 0 }
  return {
    /** From now on nothing wakes this node once it sleeps. */
    deafen: (nodeId: number) => void deaf.add(nodeId),
    isAsleep: (nodeId: number): boolean => sleepers.has(nodeId),
    counts,
    of: (life: Life): WakeOnLan => ({
      wake({ nodeId }) {
        const sleeper = sleepers.get(nodeId)
        if (!life.isAlive || sleeper === undefined || deaf.has(nodeId)) return
        sleepers.delete(nodeId)
        counts.woken += 1
        sleeper()
      },
      sleep({ nodeId }, signal) {
        counts.slept += 1
        const woken = Promise.withResolvers<void>()
        sleepers.set(nodeId, woken.resolve)
        signal.addEventListener('abort', () => woken.reject(signal.reason), { once: true })
        return woken.promise
      },
    }),
  }
}

export type Lan = ReturnType<typeof createLan>
