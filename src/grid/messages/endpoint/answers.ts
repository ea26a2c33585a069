/** What was answered to whom: what is asked twice is done once, and answered alike. */
export interface Answers {
  /**
   * The answer there is, or a new one, kept until nothing can ask for it any more; a failed one is not.
   *
   * @returns undefined, without making any, when there is no room
   */
  answer(from: number, uid: string, until: number, make: () => Promise<string>): Promise<string> | undefined
}

export interface AnswerLimits {
  /** Answers kept for one twin, and for all of them. */
  readonly perTwin: number
  readonly all: number
  /** Characters of them all. */
  readonly size: number
}

export const ANSWER_LIMITS: AnswerLimits = { perTwin: 1_000, all: 50_000, size: 64 * 1_048_576 }

const SWEEP_EVERY = 1_000

interface Kept {
  readonly twinId: number
  readonly until: number
  readonly answer: Promise<string>
  size: number
}

export function createAnswers(now: () => number, limits: AnswerLimits = ANSWER_LIMITS): Answers {
  const kept = new Map<string, Kept>()
  const counts = new Map<number, number>()
  let size = 0
  let sweptAt = Number.NEGATIVE_INFINITY

  function drop(key: string, { twinId, size: its }: Kept): void {
    kept.delete(key)
    size -= its
    const left = counts.get(twinId)! - 1
    if (left === 0) counts.delete(twinId)
    else counts.set(twinId, left)
  }

  function sweep(): void {
    const time = now()
    if (time - sweptAt < SWEEP_EVERY) return
    sweptAt = time
    for (const [key, each] of kept) if (each.until < time) drop(key, each)
  }

  const hasRoom = (twinId: number): boolean =>
    (counts.get(twinId) ?? 0) < limits.perTwin && kept.size < limits.all && size < limits.size

  return {
    answer(twinId, uid, until, make) {
      sweep()
      const key = `${twinId}/${uid}`
      const before = kept.get(key)
      if (before !== undefined) return before.answer
      if (!hasRoom(twinId)) return undefined
      const entry: Kept = { twinId, until, answer: make(), size: 0 }
      const isKept = () => kept.get(key) === entry
      kept.set(key, entry)
      counts.set(twinId, (counts.get(twinId) ?? 0) + 1)
      entry.answer.then(
        ({ length }) => {
          if (!isKept()) return
          entry.size = length
          size += length
        },
        () => {
          if (isKept()) drop(key, entry)
        },
      )
      return entry.answer
    },
  }
}
