import { fromHex } from '../bytes.ts'
import { invalidParams } from '../chain/errors.ts'
import type { Methods } from './method.ts'
import { keyAt, numberOf } from './params.ts'

/** The most blocks made by one call. */
const MOST_BLOCKS = 10_000

/** What only a development chain offers, named as chopsticks names it. */
export const devMethods: Methods = {
  /** Makes `count` blocks (default 1) now, and returns the hash of the last. */
  dev_newBlock([options], { chain }) {
    const count = numberOf((options as { count?: unknown } | null | undefined)?.count ?? 1)
    if (count < 1 || count > MOST_BLOCKS) throw invalidParams(`count must be between 1 and ${MOST_BLOCKS}`)
    for (let made = 1; made < count; made += 1) chain.seal()
    return chain.seal().hash
  },
  /** Makes a block on storage changed by hand: a list of [key, value or null]. */
  dev_setStorage([pairs], { chain }) {
    if (!Array.isArray(pairs)) throw invalidParams('give a list of [key, value]')
    const changes = new Map(
      pairs.map((pair: unknown) => {
        if (!Array.isArray(pair)) throw invalidParams('give a list of [key, value]')
        const value: unknown = pair[1]
        return [keyAt(pair, 0), value === null ? null : fromHex(keyAt([value], 0))] as const
      }),
    )
    return chain.sealWith(changes).hash
  },
}
