import { z } from 'zod'
import type { Session } from '../session.ts'

/**
 * Blocks that are gone back from the finalized head. The state of older ones is no longer kept by the peers a light client
 * has, so that their hashes would be of no use.
 */
export const FARTHEST = 512

const hash = z.string()
const header = z.looseObject({ number: z.string(), parentHash: hash })

/** Hashes of finalized blocks by their numbers. */
export interface BlockHashes {
  /** `null` for each that is not final yet, or too far back. @throws ChainError of the requests made for it */
  of(numbers: readonly number[]): Promise<(string | null)[]>
}

/**
 * A light client answers no question for the hash of a number, since it could not check what a peer says. It does have headers
 * by their hashes, and each names its parent's.
 */
export function createBlockHashes({ request }: Pick<Session, 'request'>): BlockHashes {
  const known = new Map<number, string>()
  const headerOf = async (of: string) => header.parse(await request('chain_getHeader', [of]))

  async function goBack(lowest: number): Promise<void> {
    let at = hash.parse(await request('chain_getFinalizedHead', []))
    const head = Number.parseInt((await headerOf(at)).number, 16)
    for (const number of known.keys()) if (number < head - FARTHEST) known.delete(number)
    if (lowest < head - FARTHEST) return
    for (let number = head; number > lowest; number -= 1) {
      known.set(number, at)
      at = known.get(number - 1) ?? (await headerOf(at)).parentHash
    }
    if (lowest <= head) known.set(lowest, at)
  }

  return {
    async of(numbers) {
      const missing = numbers.filter((number) => !known.has(number))
      if (missing.length > 0) await goBack(Math.min(...missing))
      return numbers.map((number) => known.get(number) ?? null)
    },
  }
}
