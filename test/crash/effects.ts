import type { Chain } from '../../src/devnet/chain/chain.ts'

export const intentKey = (n: number): string => `intent-${n}`

/** The remark that an intent is: its key stands in the bytes of whatever extrinsic carries it. */
export const remarkOf = (key: string): string => `0x${Buffer.from(`<${key}>`).toString('hex')}`

/** How often each intent is in the finalized chain, as the chain itself has it on record. */
export function effectsOn(chain: Chain): Map<string, number> {
  const found = new Map<string, number>()
  for (let number = 1; number <= chain.finalized.number; number += 1)
    for (const extrinsic of chain.at(number)!.extrinsics)
      for (const [, key] of Buffer.from(extrinsic)
        .toString('latin1')
        .matchAll(/<(intent-\d+)>/g))
        found.set(key!, (found.get(key!) ?? 0) + 1)
  return found
}
