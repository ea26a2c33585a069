import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Keyring, u8aToHex } from '#polkadot'
import {
  accountFromUri,
  accountsReady,
  createSigner,
  type DevAccount,
  devAccount,
} from '../../../src/devnet/accounts.ts'
import { era, mortalEra, span } from '../../../src/devnet/runtime/extrinsic/index.ts'
import { createRuntime } from '../../../src/devnet/runtime/index.ts'
import { decode, encode } from '../../../src/devnet/scale/index.ts'
import { remark, storageProvider, transfer, utility } from '../calls.ts'
import { createTestChain, funded, type TestChain, UNIT } from '../harness.ts'

let alice: DevAccount
let bob: DevAccount
let chain: TestChain

beforeAll(accountsReady)
beforeEach(() => {
  alice = devAccount('Alice')
  bob = devAccount('Bob')
  chain = createTestChain()
})

const validity = (extrinsic: Uint8Array) => chain.runtime.validate(chain.view, chain.context(), extrinsic)
const reasonOf = (extrinsic: Uint8Array) => {
  const found = validity(extrinsic)
  return found.valid ? 'valid' : 'reason' in found ? found.reason : 'undecodable'
}

describe('a block', () => {
  it('opens with the time and runs extrinsics in order, each event in its phase', () => {
    const first = chain.sign(alice, remark('one', 'remark_with_event'))
    const second = chain.sign(bob, transfer(alice, UNIT))
    const { extrinsics, events, skipped } = chain.block(first, second)
    expect(skipped).toEqual([])
    expect(extrinsics.slice(1)).toEqual([first, second])
    // Version 4, unsigned; pallet 2, call 0; 6,000 as a compact.
    expect(Buffer.from(extrinsics[0]!).toString('hex')).toBe('14040200c15d')
    expect(events.map(({ phase, name }) => `${phase} ${name}`)).toEqual([
      '0 system.ExtrinsicSuccess',
      '1 balances.Withdraw',
      '1 system.Remarked',
      '1 transactionPayment.TransactionFeePaid',
      '1 system.ExtrinsicSuccess',
      '2 balances.Withdraw',
      '2 balances.Transfer',
      '2 transactionPayment.TransactionFeePaid',
      '2 system.ExtrinsicSuccess',
    ])
    expect(chain.read('f0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb', 'u64')).toBe(6_000)
  })

  it('never takes a time before its parent', () => {
    const at = (timestamp: number) => {
      const { changes } = chain.runtime.buildBlock(chain.view, { ...chain.context(), timestamp }, [])
      return changes.get('f0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb')
    }
    chain.block()
    expect(Buffer.from(at(1)!).readBigUInt64LE()).toBe(6_001n)
    expect(Buffer.from(at(9_999)!).readBigUInt64LE()).toBe(9_999n)
  })

  it('charges a failed call and keeps nothing else of it', () => {
    const { error, events } = chain.submit(alice, transfer(bob, 10_000_000n * UNIT))
    expect(error).toBe('token.FundsUnavailable')
    expect(events.map(({ name }) => name)).toEqual([
      'balances.Withdraw',
      'transactionPayment.TransactionFeePaid',
      'system.ExtrinsicFailed',
    ])
    expect(chain.account(alice).nonce).toBe(1)
  })

  it('leaves out what became invalid by what went before, and says why', () => {
    const same = [chain.sign(alice, remark('a'), { nonce: 0 }), chain.sign(alice, remark('b'), { nonce: 0 })]
    const late = chain.sign(alice, remark('c'), { nonce: 5 })
    const { extrinsics, skipped } = chain.block(...same, late)
    expect(extrinsics).toHaveLength(2)
    expect(skipped.map(({ reason }) => reason)).toEqual(['Stale', 'Future'])
  })

  it('leaves out what exceeds its weight', () => {
    const heavy = () =>
      utility('batch', ...Array.from({ length: 300 }, () => storageProvider('create_bucket', { min_providers: 1 })))
    const { extrinsics, skipped } = chain.block(chain.sign(alice, heavy()), chain.sign(bob, heavy()))
    expect(extrinsics).toHaveLength(2)
    expect(skipped.map(({ reason }) => reason)).toEqual(['ExhaustsResources'])
    chain.block()
    expect(
      chain.read(
        '26aa394eea5630e07c48ae0c9558cef734abf5cb34d6244378cddbf18e849d96',
        'FrameSupportDispatchPerDispatchClassWeight',
      ),
    ).toMatchObject({ normal: { refTime: 0 } })
  })
})

describe('a signature', () => {
  it.each(['sr25519', 'ed25519', 'ecdsa'] as const)('of %s is accepted', (scheme) => {
    const signer = accountFromUri('//Alice', scheme)
    chain = createTestChain({ genesis: { endowed: [funded(signer)] } })
    expect(chain.submit(signer, remark('signed')).error).toBeUndefined()
    expect(chain.submit(signer, remark('long '.repeat(80))).error).toBeUndefined()
  })

  it('by polkadot.js is accepted: both sign the same bytes', () => {
    const pair = new Keyring({ type: 'sr25519' }).addFromUri('//Alice')
    const method = chain.registry.createType('Call', chain.runtime.encodeCall(remark('by another hand')))
    const extrinsic = chain.registry.createType('Extrinsic', method, { version: 4 }) as unknown as {
      sign(account: unknown, options: object): void
      toU8a(): Uint8Array
    }
    chain.block()
    chain.block()
    const number = 2
    extrinsic.sign(pair, {
      blockHash: chain.hashes[number],
      era: chain.registry.createType('ExtrinsicEra', { current: number, period: 64 }),
      genesisHash: chain.hashes[0],
      nonce: 0,
      runtimeVersion: { specVersion: 1, transactionVersion: 1 },
      tip: 3,
    })
    expect(validity(extrinsic.toU8a())).toMatchObject({ valid: true, account: alice.hex, nonce: 0, validUntil: 65 })
    const { extrinsics } = chain.block(extrinsic.toU8a())
    expect(extrinsics).toHaveLength(2)
  })

  it.each([
    ['of another chain', { genesis: 1, spec: {} }],
    ['for another spec version', { genesis: 0, spec: { specVersion: 2 } }],
    ['for another transaction version', { genesis: 0, spec: { transactionVersion: 2 } }],
  ])('%s is refused', (_what, { genesis, spec }) => {
    chain.block()
    const runtime = createRuntime({ genesis: { endowed: [] }, version: spec })
    const elsewhere = createSigner(runtime, chain.hashes[genesis]!)
    expect(reasonOf(elsewhere.sign(alice, remark('x'), { nonce: 0 }))).toBe('BadProof')
  })

  it('is refused when a byte of what it covers changes', () => {
    const extrinsic = chain.sign(alice, remark('pay 1'))
    extrinsic[extrinsic.length - 1] = '2'.charCodeAt(0)
    expect(reasonOf(extrinsic)).toBe('BadProof')
  })
})

describe('validity', () => {
  it('of bytes that are no extrinsic is undecodable', () => {
    for (const hex of ['', '00', '0484', '10050000', '1004ff00']) {
      expect([hex, reasonOf(Buffer.from(hex, 'hex'))]).toEqual([hex, 'undecodable'])
    }
  })

  it('of an unsigned extrinsic is refused: only the block author makes those', () => {
    const { extrinsics } = chain.block()
    expect(reasonOf(extrinsics[0]!)).toBe('Call')
  })

  it('tells the nonce and that of the account; a past nonce is stale', () => {
    expect(validity(chain.sign(alice, remark('x'), { nonce: 3 }))).toMatchObject({
      valid: true,
      nonce: 3,
      accountNonce: 0,
    })
    chain.submit(alice, remark('y'), { nonce: 0 })
    expect(reasonOf(chain.sign(alice, remark('x'), { nonce: 0 }))).toBe('Stale')
  })

  it('ranks by tip', () => {
    const priority = (tip: bigint) => {
      const found = validity(chain.sign(alice, remark('x'), { nonce: 0, tip }))
      return found.valid ? found.priority : 0n
    }
    expect(priority(0n)).toBeGreaterThan(0n)
    expect(priority(1n)).toBeGreaterThan(priority(0n))
  })

  it('needs the fee and the existential deposit', () => {
    expect(reasonOf(chain.sign(devAccount('Ferdie'), remark('x')))).toBe('Payment')
    expect(reasonOf(chain.sign(alice, remark('x'), { tip: 1_000_000n * UNIT }))).toBe('Payment')
  })

  it('ends with the era', () => {
    chain.skipTo(10)
    const mortal = chain.sign(alice, remark('x'), { era: { period: 8, number: 9, hash: chain.hashes[9]! }, nonce: 0 })
    expect(validity(mortal)).toMatchObject({ valid: true, validUntil: 16 })
    chain.skipTo(16)
    expect(reasonOf(mortal)).toBe('valid')
    chain.skipTo(17)
    expect(reasonOf(mortal)).not.toBe('valid')
  })

  it('needs the checkpoint of the era on this chain, and known', () => {
    chain.skipTo(4)
    const wrong = chain.sign(alice, remark('x'), { era: { period: 8, number: 3, hash: chain.hashes[2]! }, nonce: 0 })
    expect(reasonOf(wrong)).toBe('BadProof')
    const ahead = chain.sign(alice, remark('x'), { era: { period: 64, number: 4, hash: chain.hashes[3]! }, nonce: 0 })
    expect(reasonOf(ahead)).toBe('AncientBirthBlock')
  })

  it('forgets checkpoints older than the chain keeps', () => {
    chain = createTestChain({ blockHashCount: 4 })
    chain.skipTo(4)
    const extrinsic = chain.sign(alice, remark('x'), {
      era: { period: 64, number: 2, hash: chain.hashes[2]! },
      nonce: 0,
    })
    expect(reasonOf(extrinsic)).toBe('valid')
    chain.skipTo(12)
    expect(reasonOf(extrinsic)).toBe('AncientBirthBlock')
    expect(reasonOf(chain.sign(alice, remark('x'), { nonce: 0 }))).toBe('valid')
  })

  it('is the same through the runtime API', () => {
    const call = (extrinsic: Uint8Array) => {
      const input = Buffer.concat([Uint8Array.of(2), extrinsic, new Uint8Array(32)])
      return chain.runtime.call(chain.view, chain.context(), 'TaggedTransactionQueue_validate_transaction', input)
    }
    expect(call(chain.sign(alice, remark('x'), { nonce: 0 }))?.[0]).toBe(0)
    expect([...(call(chain.sign(devAccount('Eve'), remark('x'))) ?? [])]).toEqual([1, 0, 1])
  })
})

describe('eras', () => {
  it.each([
    [mortalEra(64, 42), 'a502', 42],
    [mortalEra(32_768, 20_000), '4e9c', 20_000],
    [mortalEra(5, 12), '4200', 12],
    [{ type: 'immortal' } as const, '00', 0],
  ])('%j is %s', (value, hex, birth) => {
    expect(Buffer.from(encode(era, value)).toString('hex')).toBe(hex)
    expect(decode(era, Buffer.from(hex, 'hex'))).toEqual(value)
    if (value.type === 'mortal') expect(span(value, birth).birth).toBe(birth)
  })
})

describe('fees', () => {
  it('are what query_info says, plus the tip', () => {
    const extrinsic = chain.sign(alice, transfer(bob, UNIT), { tip: 77n })
    const length = Buffer.alloc(4)
    length.writeUInt32LE(extrinsic.length)
    const answer = chain.runtime.call(
      chain.view,
      chain.context(),
      'TransactionPaymentApi_query_info',
      Buffer.concat([extrinsic, length]),
    )
    const info = chain.registry.createType('PalletTransactionPaymentRuntimeDispatchInfo', answer).toJSON() as {
      partialFee: number
    }
    const { events } = chain.block(extrinsic)
    const paid = events.find(({ name }) => name === 'transactionPayment.TransactionFeePaid')
    expect(paid?.data).toMatchObject({ actualFee: info.partialFee + 77, tip: 77 })
    expect(events.find(({ name }) => name === 'balances.Withdraw')?.data.amount).toBe(info.partialFee + 77)
  })

  it('grow with length and weight', () => {
    const paid = (call: Parameters<TestChain['submit']>[1]) =>
      Number(chain.submit(alice, call).events.find(({ name }) => name === 'balances.Withdraw')?.data.amount)
    expect(paid(remark('x'.repeat(63)))).toBeGreaterThan(paid(remark('x')))
    expect(paid(storageProvider('accept_agreement', { bucket_id: 0n }))).toBeGreaterThan(0)
  })
})

it('answers runtime APIs by name, and nothing for one it lacks', () => {
  const call = (name: string, input = new Uint8Array()) => chain.runtime.call(chain.view, chain.context(), name, input)
  expect(Buffer.from(call('Metadata_metadata_versions')!).toString('hex')).toBe('080e0000000f000000')
  const opaque = call('Metadata_metadata_at_version', Uint8Array.of(15, 0, 0, 0))!
  expect(u8aToHex(opaque.slice(5))).toBe(u8aToHex(chain.runtime.metadata(15)))
  expect([...call('Metadata_metadata_at_version', Uint8Array.of(16, 0, 0, 0))!]).toEqual([0])
  expect(chain.registry.createType('SpVersionRuntimeVersion', call('Core_version')).toJSON()).toMatchObject({
    specName: 'reeve-devnet',
    specVersion: 1,
  })
  expect(call('Core_nonsense')).toBeUndefined()
  expect(call('Nothing')).toBeUndefined()
})
