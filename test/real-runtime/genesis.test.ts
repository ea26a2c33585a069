/** The trie of the development chain, on the genesis of a public network. */
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { blake2, concat, fromHex, toHex } from '../../src/devnet/bytes.ts'
import { EMPTY_ROOT, type StateVersion } from '../../src/devnet/state/encode-node.ts'
import { emptyState } from '../../src/devnet/state/state.ts'

/** Rococo Asset Hub, as block explorers and light clients know it; its runtime keeps values as they are, by state version 0. */
const GENESIS = '7c34d42fc815d392057c78b49f2755c753440ccd38bcb0405b3bcfb601d08734'

const spec = z.object({ genesis: z.object({ raw: z.object({ top: z.record(z.string(), z.string()) }) }) })

/** Storage by key, both hex without 0x. */
function genesisStorage(): Map<string, Uint8Array> {
  const specs = createRequire(import.meta.url)('@substrate/connect-known-chains') as Record<string, string>
  const { top } = spec.parse(JSON.parse(specs['rococo_v2_2_asset_hub']!)).genesis.raw
  return new Map(Object.entries(top).map(([key, value]) => [key.slice(2), fromHex(value.slice(2))]))
}

/** Parent, number 0, state, no extrinsics, no digest. */
const genesisHash = (storage: ReadonlyMap<string, Uint8Array>, version: StateVersion): string =>
  toHex(
    blake2(
      concat(
        new Uint8Array(32),
        Uint8Array.of(0),
        emptyState(version).apply(storage).root(),
        EMPTY_ROOT,
        Uint8Array.of(0),
      ),
    ),
  )

describe('the state trie', () => {
  it('gives the genesis of a public chain the hash that it is known by', () => {
    const storage = genesisStorage()
    expect(storage.size).toBeGreaterThan(50)
    expect(genesisHash(storage, 0)).toBe(GENESIS)
  })

  it('gives it another for any storage but that', () => {
    const storage = genesisStorage()
    const [key, value] = [...storage].find(([, { length }]) => length > 0)!
    expect(genesisHash(new Map([...storage, [key, value.map((byte) => byte ^ 1)]]), 0)).not.toBe(GENESIS)
    expect(genesisHash(storage, 1)).not.toBe(GENESIS)
  })
})
