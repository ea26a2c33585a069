import { expect, it } from 'vitest'
import { decodeAddress } from '#polkadot'
import { createOverlay } from '../../../src/devnet/runtime/executive/overlay.ts'
import { defaulted, defineStorage, optional } from '../../../src/devnet/runtime/pallet/index.ts'
import { storageProviderStorage as provider } from '../../../src/devnet/runtime/pallets/storage-provider/index.ts'
import { systemStorage } from '../../../src/devnet/runtime/pallets/system/storage.ts'
import { u8, u32, u64 } from '../../../src/devnet/scale/index.ts'

const alice = decodeAddress('5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY')
const ALICE = 'd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d'
const nothing = { get: () => undefined, keys: () => [] }

it('puts items where every Substrate chain has them', () => {
  expect(systemStorage.Account.key(alice)).toBe(
    `26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9de1e86a9a8c739864cf3cc5ec2bea59f${ALICE}`,
  )
  expect(systemStorage.Number.key()).toBe('26aa394eea5630e07c48ae0c9558cef702a5c1b19ab7a04f536c519aca4983ac')
  const blockHash = '26aa394eea5630e07c48ae0c9558cef7a44704b568d21667356a5a050c118746'
  expect(systemStorage.BlockHash.key(0)).toBe(`${blockHash}b4def25cfda6ef3a00000000`)
  expect(systemStorage.BlockHash.key(1)).toBe(`${blockHash}5153cb1f00942ff401000000`)
})

it('keys double maps by both keys in their order, the first one first', () => {
  const both = provider.AgreementRequests.key(7n, alice)
  const bucket = provider.Buckets.key(7n).slice(64)
  expect(bucket).toMatch(/^[0-9a-f]{32}0700000000000000$/)
  expect(both.slice(64)).toBe(`${bucket}de1e86a9a8c739864cf3cc5ec2bea59f${ALICE}`)
})

it('reads what was written, defaults, absence, and entries under a first key', () => {
  const storage = createOverlay(nothing)
  const items = defineStorage('Test', {
    Count: defaulted(u32, 7),
    Maybe: optional(u32),
    Grid: optional(u8, [
      ['Twox64Concat', u32],
      ['Identity', u64],
    ]),
  })
  expect([items.Count.get(storage), items.Maybe.get(storage), items.Grid.get(storage, 1, 2n)]).toEqual([
    7,
    undefined,
    undefined,
  ])
  items.Count.set(storage, 8)
  items.Grid.set(storage, 1, 2n, 12)
  items.Grid.set(storage, 1, 3n, 13)
  items.Grid.set(storage, 2, 2n, 22)
  expect(items.Count.get(storage)).toBe(8)
  expect(items.Grid.entries(storage, 1)).toEqual([
    { keys: [1, 2n], value: 12 },
    { keys: [1, 3n], value: 13 },
  ])
  expect(items.Grid.entries(storage)).toHaveLength(3)
  items.Grid.remove(storage, 1, 2n)
  expect(items.Grid.has(storage, 1, 2n)).toBe(false)
})

it('undoes a failed transaction within another', () => {
  const storage = createOverlay({ get: (key) => (key === 'aa' ? Uint8Array.of(1) : undefined), keys: () => ['aa'] })
  storage.transaction(() => {
    storage.set('ab', Uint8Array.of(2))
    expect(() =>
      storage.transaction(() => {
        storage.set('aa', null)
        storage.set('ac', Uint8Array.of(3))
        expect(storage.keys('a')).toEqual(['ab', 'ac'])
        throw new Error('undone')
      }),
    ).toThrow('undone')
  })
  expect(storage.keys('a')).toEqual(['aa', 'ab'])
  expect([...storage.changes()]).toEqual([['ab', Uint8Array.of(2)]])
})
