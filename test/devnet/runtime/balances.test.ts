import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountsReady, type DevAccount, devAccount } from '../../../src/devnet/accounts.ts'
import { balances, transfer, utility } from '../calls.ts'
import { createTestChain, type TestChain, UNIT } from '../harness.ts'

const ED = 1_000_000_000n
let alice: DevAccount
let eve: DevAccount
let chain: TestChain

beforeAll(accountsReady)
beforeEach(() => {
  alice = devAccount('Alice')
  eve = devAccount('Eve')
  chain = createTestChain()
})

const free = (who: DevAccount) => BigInt(chain.account(who).info?.data.free ?? 0)
const issued = () =>
  BigInt(String(chain.read('c2261276cc9d1f8598ea4b6a74b15c2f57c875e4cff74148e4628f264b974c80', 'u128') ?? 0))
const dest = (who: DevAccount) => ({ type: 'Id' as const, value: who.publicKey })
const names = (events: Array<{ name: string }>) => events.map(({ name }) => name)

describe('balances', () => {
  it('opens an account with a first transfer', () => {
    const { error, events } = chain.submit(alice, transfer(eve, 5n * UNIT))
    expect(error).toBeUndefined()
    expect(names(events)).toEqual([
      'balances.Withdraw',
      'system.NewAccount',
      'balances.Endowed',
      'balances.Transfer',
      'transactionPayment.TransactionFeePaid',
      'system.ExtrinsicSuccess',
    ])
    expect(chain.account(eve).info).toMatchObject({ nonce: 0, providers: 1, consumers: 0 })
    expect(free(eve)).toBe(5n * UNIT)
  })

  it.each([
    ['more than there is', () => transfer(eve, 2_000_000n * UNIT), 'token.FundsUnavailable'],
    ['less than an account needs', () => transfer(eve, ED - 1n), 'token.BelowMinimum'],
    [
      'all, when the account is to stay',
      // The fee of about 0.0014 units leaves enough to transfer this, and less than the existential deposit after it.
      () => balances('transfer_keep_alive', { dest: dest(eve), value: free(alice) - (2n * UNIT) / 1_000n }),
      'token.NotExpendable',
    ],
    [
      'to an address that is no account id',
      () => balances('transfer_allow_death', { dest: { type: 'Raw', value: Uint8Array.of(1) }, value: UNIT }),
      'cannotLookup',
    ],
  ])('refuses to transfer %s', (_what, call, error) => {
    const outcome = chain.submit(alice, call())
    expect(outcome.error).toBe(error)
    expect(names(outcome.events)).not.toContain('balances.Transfer')
    expect(free(eve)).toBe(0n)
  })

  it('reaps an account that gives all away, and takes fees out of existence', () => {
    const before = issued()
    const { error, events } = chain.submit(alice, balances('transfer_all', { dest: dest(eve), keep_alive: false }))
    expect(error).toBeUndefined()
    expect(names(events)).toContain('system.KilledAccount')
    expect(chain.account(alice).info).toBeUndefined()
    const fee = BigInt(String(events.find(({ name }) => name.endsWith('TransactionFeePaid'))?.data.actualFee))
    expect(before - issued()).toBe(fee)
    expect(free(eve)).toBe(1_000_000n * UNIT - fee)
  })

  it('keeps the existential deposit when all is transferred and the account is to stay', () => {
    expect(chain.submit(alice, balances('transfer_all', { dest: dest(eve), keep_alive: true })).error).toBeUndefined()
    expect(free(alice)).toBe(ED)
  })

  it('loses the dust of an account that falls below the existential deposit', () => {
    const { error, events } = chain.submit(alice, transfer(eve, ED))
    expect(error).toBeUndefined()
    expect(names(events)).not.toContain('balances.DustLost')
    const dusty = chain.submit(
      alice,
      utility('batch_all', balances('transfer_all', { dest: dest(eve), keep_alive: true }), transfer(eve, ED / 2n)),
    )
    expect(dusty.error).toBeUndefined()
    expect(names(dusty.events)).toEqual(expect.arrayContaining(['balances.DustLost', 'system.KilledAccount']))
  })
})
