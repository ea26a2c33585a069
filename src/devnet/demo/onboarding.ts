import { storageProviderStorage as items, type ProviderSettings } from '../runtime/pallets/storage-provider/index.ts'
import { register, requestPrimary, setTerms } from './calls.ts'
import type { DemoBlock, Lane } from './lane.ts'
import { EXPECTED, type LedgerEntry, type RequestKind } from './ledger.ts'
import type { Random } from './random.ts'
import { drawSmall } from './terms.ts'

/** A part of the demonstration: what it does on each block until its aim is reached. */
export interface Stage {
  reached(block: DemoBlock): boolean
  act(block: DemoBlock): void
}

const registered = ({ state }: DemoBlock, { account }: Lane) => items.Providers.has(state, account.publicKey)

/** Everyone who stores is registered. */
export const registration = (providers: readonly Lane[]): Stage => ({
  reached: (block) => providers.every((lane) => registered(block, lane)),
  act(block) {
    for (const lane of providers) {
      if (!registered(block, lane) && lane.idle(block)) lane.send(register(lane.account), block)
    }
  },
})

const HASTY: ReadonlyArray<readonly [RequestKind, number]> = [
  ['unpaid', 1_000],
  ['too-short', 1],
  ['too-long', 4_000_000_000],
]

export interface HastyDependencies {
  random: Random
  provider: Uint8Array
  ledger: LedgerEntry[]
  freshBucket(lane: Lane, block: DemoBlock): bigint | undefined
}

/**
 * Requests between a provider's registration and its terms. The chain takes them: until then the price is nothing and
 * any duration will do; nor does it look at the terms again when they are accepted.
 */
export function hastyRequests(
  clients: readonly Lane[],
  { random, provider, ledger, freshBucket }: HastyDependencies,
): Stage {
  const left = [...HASTY]
  return {
    reached: (block) => left.length === 0 && clients.every((lane) => lane.idle(block)),
    act(block) {
      for (const lane of clients) {
        const [kind, duration] = left[0] ?? []
        const bucketId = lane.idle(block) ? freshBucket(lane, block) : undefined
        if (kind === undefined || duration === undefined || bucketId === undefined) continue
        const asked = { bucketId, provider, bytes: drawSmall(random), duration }
        if (!lane.send(requestPrimary(asked), block)) continue
        left.shift()
        ledger.push({
          ...asked,
          kind,
          expected: EXPECTED[kind],
          requester: lane.account.publicKey,
          sentOn: block.number,
          agreementSince: undefined,
        })
      }
    },
  }
}

/** Every provider has named its terms. */
export function termsNamed(terms: ReadonlyArray<readonly [Lane, ProviderSettings]>): Stage {
  const named = ({ state }: DemoBlock, { account }: Lane, { price_per_byte }: ProviderSettings) =>
    items.Providers.get(state, account.publicKey)?.settings.price_per_byte === price_per_byte
  return {
    reached: (block) => terms.every(([lane, settings]) => named(block, lane, settings)),
    act(block) {
      for (const [lane, settings] of terms) {
        if (!named(block, lane, settings) && lane.idle(block)) lane.send(setTerms(settings), block)
      }
    },
  }
}
