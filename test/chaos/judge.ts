import type { Chain } from '../../src/devnet/chain/chain.ts'
import type { Seen } from './reader.ts'

/** What a reader was told, beside what the chain itself has on record. */
export interface Verdict {
  readonly delivered: number
  /** Blocks between the first that it was told of and the last of the run. */
  readonly missing: number
  readonly twice: number
  /** Told of after a later one. */
  readonly late: number
  /** Of another chain. */
  readonly foreign: number
}

export function judge(seen: readonly Seen[], chain: Chain, last: number): Verdict {
  const own = seen.filter(({ number, hash }) => chain.at(number)?.hash === hash && number <= last)
  const numbers = own.map(({ number }) => number)
  const distinct = new Set(numbers)
  let highest = -1
  let late = 0
  for (const number of numbers) {
    if (number < highest) late += 1
    highest = Math.max(highest, number)
  }
  return {
    delivered: distinct.size,
    missing: last - Math.min(...numbers, last + 1) + 1 - distinct.size,
    twice: numbers.length - distinct.size,
    late,
    foreign: seen.filter(({ number, hash }) => chain.at(number)?.hash !== hash).length,
  }
}
