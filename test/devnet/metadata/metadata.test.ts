import { describe, expect, it } from 'vitest'
import { u8aToHex } from '#polkadot'
import { TypeConflict } from '../../../src/devnet/metadata/index.ts'
import { createRegistry } from '../../../src/devnet/metadata/registry.ts'
import { createRuntime } from '../../../src/devnet/runtime/index.ts'
import { struct, u8, u16 } from '../../../src/devnet/scale/index.ts'
import { decodeMetadata } from './decoded.ts'
import { CALLS, CONSTANTS, ERRORS, EVENTS, STORAGE, TYPES, WITH_MAP } from './tables.ts'

const runtime = createRuntime({ genesis: { endowed: [] } })

describe.each([14, 15] as const)('metadata V%s', (version) => {
  const bytes = runtime.metadata(version)
  const decoded = decodeMetadata(bytes)

  it('says its version and is re-encoded by polkadot.js to the same bytes', () => {
    expect(decoded.metadata.version).toBe(version)
    expect(u8aToHex(decoded.metadata.toU8a())).toBe(u8aToHex(bytes))
  })

  it('lists the pallets with their indices', () => {
    expect(decoded.pallets).toEqual([
      '0 System',
      '2 Timestamp',
      '10 Balances',
      '11 TransactionPayment',
      '34 Utility',
      '42 Proxy',
      '50 StorageProvider',
    ])
  })

  it('describes the storage provider pallet', () => {
    expect(decoded.calls('StorageProvider')).toEqual(CALLS)
    expect(decoded.events('StorageProvider')).toEqual(EVENTS)
    expect(decoded.errors('StorageProvider')).toEqual(ERRORS)
    expect(decoded.storage('StorageProvider')).toEqual(STORAGE)
    expect(decoded.constants('StorageProvider')).toEqual(CONSTANTS)
    expect(decoded.types()).toMatchObject(TYPES)
  })

  it('describes the storage provider pallet that keeps challenges in a map, as another version', () => {
    const other = createRuntime({ genesis: { endowed: [] }, challenges: 'map' })
    const seen = decodeMetadata(other.metadata(version))
    expect(seen.calls('StorageProvider')).toEqual(CALLS)
    expect(seen.events('StorageProvider')).toEqual(EVENTS)
    expect(seen.errors('StorageProvider')).toEqual(WITH_MAP.ERRORS)
    expect(seen.storage('StorageProvider')).toEqual(WITH_MAP.STORAGE)
    expect(seen.constants('StorageProvider')).toEqual(WITH_MAP.CONSTANTS)
    expect(seen.types()).toMatchObject(WITH_MAP.TYPES)
    expect([runtime, other].map(({ version: { specVersion } }) => specVersion)).toEqual([1, 2])
  })

  it('describes the common pallets as Substrate does', () => {
    expect(decoded.calls('System')).toEqual(['0 remark(remark: Bytes)', '7 remark_with_event(remark: Bytes)'])
    expect(decoded.events('System')).toEqual([
      '0 ExtrinsicSuccess(dispatch_info: DispatchInfo)',
      '1 ExtrinsicFailed(dispatch_error: DispatchError, dispatch_info: DispatchInfo)',
      '2 CodeUpdated()',
      '3 NewAccount(account: AccountId32)',
      '4 KilledAccount(account: AccountId32)',
      '5 Remarked(sender: AccountId32, hash: H256)',
    ])
    expect(decoded.storage('System')).toContain('Account[Blake2_128Concat AccountId32] AccountInfo default')
    expect(decoded.storage('System')).toContain('BlockHash[Twox64Concat u32] H256 default')
    expect(decoded.storage('System')).toContain('Events[] Vec<EventRecord> default')
    expect(decoded.calls('Timestamp')).toEqual(['0 set(now: Compact<u64>)'])
    expect(decoded.calls('Balances')).toEqual([
      '0 transfer_allow_death(dest: MultiAddress, value: Compact<u128>)',
      '3 transfer_keep_alive(dest: MultiAddress, value: Compact<u128>)',
      '4 transfer_all(dest: MultiAddress, keep_alive: bool)',
    ])
    expect(decoded.events('Balances').slice(0, 6)).toEqual([
      '0 Endowed(account: AccountId32, free_balance: u128)',
      '1 DustLost(account: AccountId32, amount: u128)',
      '2 Transfer(from: AccountId32, to: AccountId32, amount: u128)',
      '3 BalanceSet(who: AccountId32, free: u128)',
      '4 Reserved(who: AccountId32, amount: u128)',
      '5 Unreserved(who: AccountId32, amount: u128)',
    ])
    expect(decoded.calls('Utility')).toEqual([
      '0 batch(calls: Vec<RuntimeCall>)',
      '2 batch_all(calls: Vec<RuntimeCall>)',
      '4 force_batch(calls: Vec<RuntimeCall>)',
    ])
    expect(decoded.events('TransactionPayment')).toEqual([
      '0 TransactionFeePaid(who: AccountId32, actual_fee: u128, tip: u128)',
    ])
  })

  it('has the paths by which clients know special types', () => {
    const paths = new Set(decoded.fullPaths())
    for (const path of [
      'sp_core::crypto::AccountId32',
      'primitive_types::H256',
      'sp_runtime::multiaddress::MultiAddress',
      'sp_runtime::MultiSignature',
      'sp_runtime::DispatchError',
      'sp_runtime::ModuleError',
      'sp_runtime::generic::era::Era',
      'sp_weights::weight_v2::Weight',
      'frame_system::Phase',
      'frame_system::EventRecord',
      'frame_system::AccountInfo',
      'pallet_balances::types::AccountData',
      'pallet_storage_provider::pallet::Call',
      'pallet_storage_provider::pallet::Event',
      'pallet_storage_provider::pallet::Error',
      'reeve_devnet_runtime::RuntimeCall',
      'reeve_devnet_runtime::RuntimeEvent',
      'reeve_devnet_runtime::RuntimeError',
    ]) {
      expect(paths).toContain(path)
    }
    expect(decoded.types().Era?.split(' ')).toHaveLength(256)
  })

  it('lists the signed extensions in the order in which they are signed', () => {
    const { extrinsic } = version === 14 ? decoded.metadata.asV14 : decoded.metadata.asV15
    const signedExtensions = extrinsic.signedExtensions.map(({ identifier, type, additionalSigned }) => [
      identifier.toString(),
      decoded.nameOf(type),
      decoded.nameOf(additionalSigned),
    ])
    expect(signedExtensions).toEqual([
      ['CheckNonZeroSender', 'CheckNonZeroSender', '()'],
      ['CheckSpecVersion', 'CheckSpecVersion', 'u32'],
      ['CheckTxVersion', 'CheckTxVersion', 'u32'],
      ['CheckGenesis', 'CheckGenesis', 'H256'],
      ['CheckMortality', 'CheckMortality', 'H256'],
      ['CheckNonce', 'CheckNonce', '()'],
      ['CheckWeight', 'CheckWeight', '()'],
      ['ChargeTransactionPayment', 'ChargeTransactionPayment', '()'],
    ])
  })
})

describe('metadata V15', () => {
  it('describes the runtime APIs that the runtime answers', () => {
    const { apis } = decodeMetadata(runtime.metadata(15)).metadata.asV15
    const listed = apis.map((api) => `${api.name.toString()}: ${api.methods.map((m) => m.name.toString()).join(' ')}`)
    expect(listed).toEqual([
      'Core: version',
      'Metadata: metadata metadata_at_version metadata_versions',
      'TaggedTransactionQueue: validate_transaction',
      'AccountNonceApi: account_nonce',
      'TransactionPaymentApi: query_info query_fee_details query_weight_to_fee query_length_to_fee',
    ])
    expect(runtime.version.apis).toEqual([
      ['0xdf6acb689907609b', 5],
      ['0x37e397fc7c91f5e4', 2],
      ['0xd2bc9897eed08f15', 3],
      ['0xbc9d89904f5b923f', 1],
      ['0x37c8bb1350a9a2a8', 4],
    ])
  })
})

it('refuses two different types of one name', () => {
  const registry = createRegistry()
  const id = registry.id(struct('a::B', { x: u8 }))
  expect(registry.id(struct('a::B', { x: u8 }))).toBe(id)
  expect(() => registry.id(struct('a::B', { x: u16 }))).toThrow(TypeConflict)
})
