import { createRandom } from '../../../src/kernel/clock/random.ts'

/** Chances, from a seed. */
export class Draw {
  private readonly random: () => number

  constructor(seed: number) {
    this.random = createRandom(seed)
  }

  chance(probability: number): boolean {
    return this.random() < probability
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit)
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!
  }

  /** Up to `most` of what `make` gives. */
  some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, make)
  }
}
