import { createRing } from './ring.ts'
import type { DeadLetter, DeathReason } from './tracer.ts'

const KEPT = 256

/** Counts of all dead letters by reason, and the last of them whole. */
export interface DeadLetters {
  readonly total: number
  readonly byReason: Readonly<Partial<Record<DeathReason, number>>>
  /** The most recent ones, oldest first. */
  recent(): readonly DeadLetter[]
}

export function createDeadLetters(): DeadLetters & { add(dead: DeadLetter): void } {
  const byReason: Partial<Record<DeathReason, number>> = {}
  const ring = createRing<DeadLetter>(KEPT)
  let total = 0
  return {
    get total() {
      return total
    },
    byReason,
    recent: () => ring.items(),
    add(dead) {
      ring.put(dead)
      total += 1
      byReason[dead.reason] = (byReason[dead.reason] ?? 0) + 1
    },
  }
}
