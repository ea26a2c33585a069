import { Refusal } from './refusal.ts'
import type { Policy } from './schema.ts'

/** The highest nonce that was signed, by genesis hash. */
export type HighestNonces = Readonly<Record<string, number>>

/**
 * Keeps the nonces that are signed close together: a node that was taken over can neither redo what is long past nor sign
 * far ahead. Some way back must be allowed, since the nonce of an extrinsic that has expired is used again.
 */
export interface NonceGuard {
  /** @throws Refusal `nonce-too-low` or `nonce-too-high`; or what keeping it throws */
  take(genesisHash: string, nonce: number): Promise<void>
}

/** @param keep called when a nonce is higher than all before; nothing is signed until it has kept them */
export function createNonceGuard(
  { back, ahead }: Policy['nonces'],
  known: HighestNonces = {},
  keep: (highest: HighestNonces) => Promise<void> = async () => {},
): NonceGuard {
  let highest = known
  let kept: Promise<void> = Promise.resolve()
  return {
    async take(genesisHash, nonce) {
      const last = highest[genesisHash]
      if (last !== undefined && nonce <= last - back)
        throw new Refusal('nonce-too-low', `nonce ${nonce}, while ${last} was signed; at most ${back} back`)
      if (last !== undefined && nonce > last + ahead)
        throw new Refusal('nonce-too-high', `nonce ${nonce}, while ${last} was the last; at most ${ahead} ahead`)
      if (last === undefined || nonce > last) {
        highest = { ...highest, [genesisHash]: nonce }
        kept = keep(highest)
      }
      await kept
    },
  }
}
