/** Lets each have only so much under way at a time. */
export interface Crowd {
  /** @returns false, without having done it, when there is too much already */
  during(who: string, work: () => Promise<unknown>): Promise<boolean>
}

export function createCrowd(most: number): Crowd {
  const counts = new Map<string, number>()

  return {
    async during(who, work) {
      const before = counts.get(who) ?? 0
      if (before >= most) return false
      counts.set(who, before + 1)
      try {
        await work()
        return true
      } finally {
        const left = counts.get(who)! - 1
        if (left === 0) counts.delete(who)
        else counts.set(who, left)
      }
    },
  }
}
