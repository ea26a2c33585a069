import type { ProviderCase } from './errand.ts'
import type { ProviderDescription } from './events.ts'

export const descriptionOf = ({ entry, at }: ProviderCase, provider: string): ProviderDescription => ({
  provider,
  at,
  isRegistered: entry !== null,
  multiaddr: entry?.multiaddr ?? null,
  publicKey: entry?.publicKey ?? null,
  stake: entry?.stake ?? null,
  committedBytes: entry?.committedBytes ?? null,
  deregisterAt: entry?.deregisterAt ?? null,
})
