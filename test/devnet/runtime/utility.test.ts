import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountsReady, type DevAccount, devAccount } from '../../../src/devnet/accounts.ts'
import { storageProvider, transfer, utility } from '../calls.ts'
import { createTestChain, type TestChain, UNIT } from '../harness.ts'

let alice: DevAccount
let eve: DevAccount
let chain: TestChain

beforeAll(accountsReady)
beforeEach(() => {
  alice = devAccount('Alice')
  eve = devAccount('Eve')
  chain = createTestChain()
})

const good = () => transfer(eve, UNIT)
const bad = () => storageProvider('accept_agreement', { bucket_id: 1n })
const received = () => BigInt(chain.account(eve).info?.data.free ?? 0) / UNIT
const utilityEvents = (events: Array<{ name: string }>) =>
  events.filter(({ name }) => name.startsWith('utility.')).map(({ name }) => name.slice('utility.'.length))

describe('utility', () => {
  it('batch stops at the first failure, keeps what went before, and succeeds', () => {
    const { error, events } = chain.submit(alice, utility('batch', good(), bad(), good()))
    expect(error).toBeUndefined()
    expect(utilityEvents(events)).toEqual(['ItemCompleted', 'BatchInterrupted'])
    const interrupted = events.find(({ name }) => name === 'utility.BatchInterrupted')
    expect(interrupted?.data.index).toBe(1)
    expect(chain.errorName(interrupted?.data.error)).toBe('storageProvider.ProviderNotFound')
    expect(received()).toBe(1n)
  })

  it('batch says so when all went well', () => {
    const { events } = chain.submit(alice, utility('batch', good(), good()))
    expect(utilityEvents(events)).toEqual(['ItemCompleted', 'ItemCompleted', 'BatchCompleted'])
    expect(received()).toBe(2n)
  })

  it('batch_all does everything or nothing', () => {
    const { error, events } = chain.submit(alice, utility('batch_all', good(), bad()))
    expect(error).toBe('storageProvider.ProviderNotFound')
    expect(events.map(({ name }) => name)).toEqual([
      'balances.Withdraw',
      'transactionPayment.TransactionFeePaid',
      'system.ExtrinsicFailed',
    ])
    expect(received()).toBe(0n)
    expect(chain.account(alice).nonce).toBe(1)
  })

  it('force_batch goes on, and tells which items failed by the order of its events', () => {
    const { error, events } = chain.submit(alice, utility('force_batch', bad(), good(), bad(), good()))
    expect(error).toBeUndefined()
    expect(utilityEvents(events)).toEqual([
      'ItemFailed',
      'ItemCompleted',
      'ItemFailed',
      'ItemCompleted',
      'BatchCompletedWithErrors',
    ])
    expect(received()).toBe(2n)
  })

  it('undoes a failed item whole, batches within batches included', () => {
    const { error, events } = chain.submit(
      alice,
      utility('force_batch', utility('batch_all', good(), good(), bad()), utility('batch', good(), bad())),
    )
    expect(error).toBeUndefined()
    expect(utilityEvents(events)).toEqual([
      'ItemFailed',
      'ItemCompleted',
      'BatchInterrupted',
      'ItemCompleted',
      'BatchCompletedWithErrors',
    ])
    expect(received()).toBe(1n)
  })

  it('weighs its items', () => {
    const weightOf = (count: number) => {
      const { events } = chain.submit(alice, utility('batch', ...Array.from({ length: count }, good)))
      const info = events.at(-1)?.data.dispatchInfo as { weight: { refTime: number } }
      return info.weight.refTime
    }
    const [one, three] = [weightOf(1), weightOf(3)]
    expect(three - one).toBeGreaterThan(2 * 300_000_000)
  })
})
