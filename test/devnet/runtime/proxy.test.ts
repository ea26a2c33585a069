import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountsReady, type DevAccount, devAccount } from '../../../src/devnet/accounts.ts'
import type { Call } from '../../../src/devnet/runtime/index.ts'
import { addProxy, proxied, remark, removeProxy, storageProvider, transfer, utility } from '../calls.ts'
import { createTestChain, type Outcome, type TestChain, UNIT } from '../harness.ts'

let alice: DevAccount
let bob: DevAccount
let eve: DevAccount
let chain: TestChain

beforeAll(accountsReady)
beforeEach(() => {
  ;[alice, bob, eve] = [devAccount('Alice'), devAccount('Bob'), devAccount('Eve')]
  chain = createTestChain()
})

/** What came of the call made for another account: its error by name, or nothing. */
function inner({ events }: Outcome): string | undefined {
  const executed = events.find(({ name }) => name === 'proxy.ProxyExecuted')!
  const { err } = executed.data.result as { err?: unknown }
  return err === undefined ? undefined : chain.errorName(err)
}

const asAlice = (call: Call) => chain.submit(bob, proxied(alice, call))
const reserved = () => BigInt(chain.account(alice).info!.data.reserved)

describe('a proxy', () => {
  it('acts for the account that named it, and pays the fee itself', () => {
    chain.submit(alice, addProxy(bob, 'Any'))
    const before = BigInt(chain.account(alice).info!.data.free)
    expect(inner(asAlice(transfer(eve, UNIT)))).toBeUndefined()
    expect(BigInt(chain.account(alice).info!.data.free)).toBe(before - UNIT)
    expect(chain.account(bob).nonce).toBe(1)
  })

  it("is nobody's unless it was named, and not any more once it is taken back", () => {
    expect(asAlice(remark('x')).error).toBe('proxy.NotProxy')
    chain.submit(alice, addProxy(bob, 'Any'))
    expect(reserved()).toBeGreaterThan(0n)
    chain.submit(alice, removeProxy(bob, 'Any'))
    expect(asAlice(remark('x')).error).toBe('proxy.NotProxy')
    expect(reserved()).toBe(0n)
  })

  it('reports a failure of the call inside, and is a success itself', () => {
    chain.submit(alice, addProxy(bob, 'Any'))
    const outcome = asAlice(storageProvider('accept_agreement', { bucket_id: 1n }))
    expect(outcome.error).toBeUndefined()
    expect(inner(outcome)).toBe('storageProvider.ProviderNotFound')
  })

  it.each([
    [
      'Provider',
      "a provider's call",
      () => storageProvider('accept_agreement', { bucket_id: 1n }),
      'storageProvider.ProviderNotFound',
    ],
    ['Provider', 'a remark in a batch', () => utility('batch', remark('x')), undefined],
    ['Provider', 'a transfer', () => transfer(eve, UNIT), 'proxy.Unproxyable'],
    ['Provider', 'a transfer in a batch', () => utility('force_batch', transfer(eve, UNIT)), 'proxy.Unproxyable'],
    ['NonTransfer', 'a transfer', () => transfer(eve, UNIT), 'proxy.Unproxyable'],
    ['NonTransfer', 'a name for more', () => addProxy(eve, 'Any'), 'proxy.Unproxyable'],
  ] as const)('of the kind %s with %s', (kind, _, call, error) => {
    chain.submit(alice, addProxy(bob, kind))
    expect(inner(asAlice(call()))).toBe(error)
    expect(chain.account(eve).info).toBeUndefined()
  })

  it('waits for its delay', () => {
    chain.submit(alice, addProxy(bob, 'Any', 10))
    expect(asAlice(remark('x')).error).toBe('proxy.Unannounced')
  })

  it('is named once, and by another', () => {
    chain.submit(alice, addProxy(bob, 'Any'))
    expect(chain.submit(alice, addProxy(bob, 'Any')).error).toBe('proxy.Duplicate')
    expect(chain.submit(alice, addProxy(alice, 'Any')).error).toBe('proxy.NoSelfProxy')
    expect(chain.submit(alice, removeProxy(eve, 'Any')).error).toBe('proxy.NotFound')
  })
})
