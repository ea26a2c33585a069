import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { accountsReady, type DevAccount } from '../../../src/devnet/accounts.ts'
import { resourcesCost } from '../../../src/devnet/runtime/pallets/smart-contract/cost.ts'
import { DEVELOPMENT_PRICES } from '../../../src/devnet/runtime/pallets/tfgrid/index.ts'
import { balances, smartContract, tftPrice } from '../calls.ts'
import { createGridStage, GIB, type GridStage, NOTHING, RESOURCES } from './stage.ts'

interface Bill {
  price: { su: number; cu: number; ipu: number }
  resources: Record<'cru' | 'mru' | 'sru' | 'hru', string>
  publicIps: number
  seconds: number
  tftPriceMilliUsd: number
  units: string
  amount: string
}

const { bills } = JSON.parse(
  readFileSync(new URL('../../fixtures/storage-and-billing.json', import.meta.url), 'utf8'),
) as { bills: Bill[] }

const PRODUCTION = { su: 194_400, nu: 50_000, cu: 305_600, ipu: 69_400, uniqueName: 13_900, domainName: 27_800 }
const SMALL = { cru: 2n, mru: 2n * GIB, sru: 60n * GIB, hru: 0n }
/** What SMALL costs an hour at production prices, in ten-millionths of a token at 50 thousandths of a USD. */
const SMALL_HOUR = 7_278_400n

beforeAll(accountsReady)

const billNow = (stage: GridStage, contract_id = 1n) =>
  stage.chain.submit(stage.accounts.dave, smartContract('bill_contract_for_block', { contract_id }))
const lockOf = (stage: GridStage, id = 1n) => stage.contracts.ContractLock.get(stage.storage, id)
const stateOf = (stage: GridStage, id = 1n) => stage.contracts.Contracts.get(stage.storage, id)?.state.type

/** Bob's deployment on node 1, which uses that much; its first bill is due from the block after. */
function deployed(stage: GridStage, used = SMALL, publicIps = 0) {
  stage.deploy(stage.accounts.bob, 'a', 1, publicIps)
  stage.outcome(
    stage.accounts.node1,
    smartContract('report_contract_resources', { contract_resources: [{ contract_id: 1n, used }] }),
  )
  return stage
}

/** Leaves Bob with so much, out of which this transfer is paid. */
function leave(stage: GridStage, who: DevAccount, amount: bigint) {
  const value = stage.free(who) - amount
  return stage.outcome(
    who,
    balances('transfer_keep_alive', { dest: { type: 'Id', value: stage.accounts.charlie.account }, value }),
  )
}

describe('what resources cost', () => {
  const policy = (value: number) => ({ value, unit: { type: 'Gigabytes' as const } })
  const policies = ({ su, cu, ipu }: { su: number; cu: number; ipu: number }) => ({
    su: policy(su),
    cu: policy(cu),
    ipu: policy(ipu),
  })

  it.each([
    [PRODUCTION, SMALL, 0, 3_600n, 363_920n],
    [PRODUCTION, SMALL, 1, 3_600n, 433_320n],
    [PRODUCTION, SMALL, 0, 60n, 6_065n],
    [DEVELOPMENT_PRICES, SMALL, 0, 3_600n, 115_000n],
    [DEVELOPMENT_PRICES, SMALL, 1, 3_600n, 155_000n],
    [PRODUCTION, RESOURCES, 0, 3_600n, 1_885_952n],
  ])('is as worked out by hand: case %#', (prices, used, ips, seconds, units) => {
    expect(resourcesCost(policies(prices), used, ips, seconds)).toBe(units)
  })

  it.each([
    [4n, 1_024n, 128n],
    [32n, 128n, 32n],
    [4n, 2n, 1n],
    [4n, 1n, 1n],
    [16n, 16n, 8n],
    [8n, 16n, 4n],
  ])('counts %d cores and %d GiB as %d compute units', (cru, memory, units) => {
    const prices = policies({ su: 0, cu: 1, ipu: 0 })
    expect(resourcesCost(prices, { ...NOTHING, cru, mru: memory * GIB }, 0, 3_600n)).toBe(units)
  })

  it.each(bills)('is $units for $seconds s', ({ price, resources, publicIps, seconds, units }) => {
    const [cru, mru, sru, hru] = (['cru', 'mru', 'sru', 'hru'] as const).map((kind) => BigInt(resources[kind])) as [
      bigint,
      bigint,
      bigint,
      bigint,
    ]
    expect(resourcesCost(policies(price), { cru, mru, sru, hru }, publicIps, BigInt(seconds))).toBe(BigInt(units))
  })

  it.each(bills.filter(({ publicIps }) => publicIps < 3))(
    'is $amount in tokens on the chain',
    ({ price, resources, publicIps, seconds, tftPriceMilliUsd, amount }) => {
      const stage = createGridStage({
        prices: { ...DEVELOPMENT_PRICES, ...price },
        tokenPrice: { min: 10, max: 1_000, now: tftPriceMilliUsd },
      })
      const used = {
        cru: BigInt(resources.cru),
        mru: BigInt(resources.mru),
        sru: BigInt(resources.sru),
        hru: BigInt(resources.hru),
      }
      deployed(stage, used, publicIps)
      stage.chain.pass(seconds - 12)
      billNow(stage)
      // Bob lasts for ever: the best discount.
      const due = (BigInt(amount) * 4n + 5n) / 10n
      expect(lockOf(stage)).toMatchObject({ amount_locked: due, cycles: 1 })
      expect(stage.locked(stage.accounts.bob)).toBe(due)
    },
  )
})

describe('what a contract is billed', () => {
  it.each([
    [1.4, 'None', 10n],
    [1.6, 'Default', 8n],
    [3.1, 'Bronze', 7n],
    [6.1, 'Silver', 6n],
    [18.1, 'Gold', 4n],
  ])('is less the longer the money lasts: %d months are %s', (months, level, tenths) => {
    const stage = deployed(createGridStage({ prices: PRODUCTION }))
    leave(stage, stage.accounts.bob, (SMALL_HOUR * 720n * BigInt(Math.round(months * 100))) / 100n)
    stage.chain.pass(3_600 - 18)
    const { events } = billNow(stage)
    const billed = events.find(({ name }) => name === 'smartContractModule.ContractBilled')?.data[0]
    const amount = (SMALL_HOUR * tenths) / 10n
    expect(billed).toEqual({ contractId: 1, timestamp: 3_606, discountLevel: level, amountBilled: Number(amount) })
    expect(lockOf(stage).amount_locked).toBe(amount)
  })

  it('counts what a bonded account has', () => {
    const stage = deployed(createGridStage({ prices: PRODUCTION }))
    leave(stage, stage.accounts.bob, SMALL_HOUR * 720n)
    stage.outcome(stage.accounts.dave, {
      type: 'TfgridModule',
      value: { type: 'bond_twin_account', value: { twin_id: 2 } },
    })
    stage.chain.pass(3_600)
    const { events } = billNow(stage)
    expect(events.find(({ name }) => name === 'smartContractModule.ContractBilled')?.data[0]).toMatchObject({
      discountLevel: 'Gold',
    })
  })

  it('is nothing for what uses nothing, and leaves no trace', () => {
    const stage = createGridStage()
    stage.deploy(stage.accounts.bob, 'a')
    stage.chain.pass(3_600)
    const { events } = billNow(stage)
    expect(events.some(({ name }) => name.startsWith('smartContractModule'))).toBe(false)
    expect(lockOf(stage)).toMatchObject({ lock_updated: 6n, cycles: 0 })
  })

  it('is half of a node that is rented, and what its farmer asks', () => {
    const stage = createGridStage({ prices: PRODUCTION })
    const { alice, bob } = stage.accounts
    stage.outcome(alice, smartContract('set_dedicated_node_extra_fee', { node_id: 1, extra_fee: 36_000n }))
    stage.rent(bob)
    stage.chain.pass(3_594)
    billNow(stage)
    // 942,976 units an hour are 18,859,520; 36 USD a month are 0.05 an hour, so a token, without a discount.
    expect(lockOf(stage)).toMatchObject({ amount_locked: 7_543_808n, extra_amount_locked: 10_000_000n })
    const before = stage.free(alice)
    stage.cancel(bob, 1n)
    expect(stage.free(alice) - before).toBe(10_000_000n)
  })

  it('is addresses and traffic only on a node that is rented', () => {
    const stage = createGridStage({ prices: PRODUCTION })
    stage.rent(stage.accounts.bob)
    stage.deploy(stage.accounts.bob, 'a', 1, 1)
    stage.outcome(
      stage.accounts.node1,
      smartContract('report_contract_resources', { contract_resources: [{ contract_id: 2n, used: SMALL }] }),
    )
    stage.chain.pass(3_600 - 12)
    billNow(stage, 2n)
    expect(lockOf(stage, 2n).amount_locked).toBe((69_400n * 20n * 4n) / 10n)
  })
})

describe('what has been billed', () => {
  it('is paid every 24 bills: shares for three, the rest burned', () => {
    const stage = deployed(createGridStage({ prices: PRODUCTION }))
    const { bob, eve, ferdie } = stage.accounts
    const before = [bob, eve, ferdie].map(stage.free)
    stage.chain.pass(3_600 - 12)
    for (let bills = 1; bills < 24; bills++) {
      billNow(stage)
      stage.chain.pass(3_594)
    }
    const hour = (SMALL_HOUR * 4n) / 10n
    expect([lockOf(stage).amount_locked, stage.locked(bob)]).toEqual([23n * hour, 23n * hour])
    expect([bob, eve, ferdie].map(stage.free)).toEqual(before)
    const { events } = billNow(stage)
    const total = 24n * hour
    const shares = [10n, 5n, 50n].map((percent) => (total * percent) / 100n) as [bigint, bigint, bigint]
    expect([bob, eve, ferdie].map((who, i) => stage.free(who) - before[i]!)).toEqual([-total, shares[0], shares[2]])
    expect(events.find(({ name }) => name === 'smartContractModule.TokensBurned')?.data).toEqual({
      contractId: 1,
      amount: Number(shares[2] - shares[0] - shares[1]),
    })
    expect(lockOf(stage)).toMatchObject({ amount_locked: 0n, cycles: 0 })
    expect(stage.locked(bob)).toBe(0n)
  })

  it('is paid when the contract ends, and what other contracts have locked stays so', () => {
    const stage = deployed(createGridStage({ prices: PRODUCTION }))
    const { bob } = stage.accounts
    stage.outcome(bob, smartContract('create_name_contract', { name: new TextEncoder().encode('example') }))
    stage.chain.pass(36_000)
    billNow(stage)
    billNow(stage, 2n)
    const [first, second] = [lockOf(stage).amount_locked, lockOf(stage, 2n).amount_locked]
    expect(stage.locked(bob)).toBe(first + second)
    const before = stage.free(bob)
    const { events } = stage.chain.submit(bob, smartContract('cancel_contract', { contract_id: 1n }))
    const fee = events.find(({ name }) => name === 'transactionPayment.TransactionFeePaid')?.data['actualFee'] as number
    expect(before - stage.free(bob)).toBe(first + BigInt(fee))
    expect(stage.locked(bob)).toBe(second)
  })

  it('cannot be given away', () => {
    const stage = deployed(createGridStage({ prices: PRODUCTION }))
    const { bob, charlie } = stage.accounts
    stage.chain.pass(36_000)
    billNow(stage)
    const all = { dest: { type: 'Id' as const, value: charlie.account }, keep_alive: true }
    stage.outcome(bob, balances('transfer_all', all))
    expect(stage.free(bob)).toBe(stage.locked(bob))
    expect(stage.outcome(charlie, balances('transfer_all', all))).toBeUndefined()
  })
})

describe('a contract whose owner has no money', () => {
  const GRACE = 20n

  function poor() {
    const stage = deployed(createGridStage({ prices: PRODUCTION, rules: { gracePeriod: GRACE } }))
    leave(stage, stage.accounts.bob, 1_000_000n)
    stage.chain.pass(36_000)
    return { stage, billed: billNow(stage) }
  }

  it('waits, and is not changed while it does', () => {
    const { stage, billed } = poor()
    expect(stateOf(stage)).toBe('GracePeriod')
    expect(billed.events.map(({ name }) => name)).toContain('smartContractModule.ContractGracePeriodStarted')
    expect(stage.locked(stage.accounts.bob)).toBe(0n)
    const update = { contract_id: 1n, deployment_hash: new Uint8Array(32), deployment_data: new Uint8Array() }
    expect(stage.outcome(stage.accounts.bob, smartContract('update_node_contract', update))).toBe(
      'smartContractModule.CannotUpdateContractInGraceState',
    )
  })

  it('goes on when the money comes, and owes for the time it waited', () => {
    const { stage } = poor()
    const owed = lockOf(stage).amount_locked
    const { bob, charlie } = stage.accounts
    stage.outcome(
      charlie,
      balances('transfer_keep_alive', { dest: { type: 'Id', value: bob.account }, value: 10n ** 12n }),
    )
    stage.chain.pass(3_588)
    const { events } = billNow(stage)
    expect(events.map(({ name }) => name)).toContain('smartContractModule.ContractGracePeriodEnded')
    expect(stateOf(stage)).toBe('Created')
    expect(lockOf(stage).amount_locked).toBe(owed + (SMALL_HOUR * 4n) / 10n)
  })

  it('ends when the money does not come', () => {
    const { stage } = poor()
    const start = stage.chain.hashes.length - 1
    stage.chain.skipTo(start + Number(GRACE) - 1)
    billNow(stage)
    expect(stateOf(stage)).toBe('GracePeriod')
    billNow(stage)
    expect(stateOf(stage)).toBeUndefined()
    expect(stage.contracts.ActiveNodeContracts.get(stage.storage, 1)).toEqual([])
  })

  it('waits with the node that it rents, and with all contracts on it', () => {
    const stage = createGridStage({ prices: PRODUCTION })
    const { bob } = stage.accounts
    stage.rent(bob)
    stage.deploy(bob, 'a')
    leave(stage, bob, 1_000_000n)
    stage.chain.pass(36_000)
    billNow(stage)
    expect([stateOf(stage, 1n), stateOf(stage, 2n)]).toEqual(['GracePeriod', 'GracePeriod'])
  })
})

describe('billing', () => {
  it('is in turn by the remainders of ids, and the turn only grows', () => {
    const stage = deployed(createGridStage())
    expect(stage.contracts.ContractsToBillAt.get(stage.storage, 1n)).toEqual([1n])
    const change = (frequency: bigint) => smartContract('change_billing_frequency', { frequency })
    expect(stage.outcome(stage.accounts.alice, change(20n))).toBe('badOrigin')
    expect(stage.decree(change(10n))).toBe('smartContractModule.CanOnlyIncreaseFrequency')
    expect(stage.decree(change(20n))).toBeUndefined()
    expect(billNow(stage, 9n).error).toBe('smartContractModule.ContractNotExists')
  })

  it('is by the average of prices, within their bounds', () => {
    const stage = deployed(createGridStage({ prices: PRODUCTION, tokenPrice: { min: 10, max: 1_000, now: 0 } }))
    const { alice, bob } = stage.accounts
    const say = (who: DevAccount, price: number) =>
      stage.outcome(who, tftPrice('set_prices', { price, block_number: 1 }))
    expect(say(bob, 50)).toBe('tftPriceModule.AccountUnauthorizedToSetPrice')
    expect([say(alice, 40), say(alice, 61)]).toEqual([undefined, undefined])
    stage.chain.pass(3_600 - 12 - 18)
    billNow(stage)
    // 363,920 units at an average of 51, rounded from 50.5.
    expect(lockOf(stage).amount_locked).toBe((7_135_686n * 4n + 5n) / 10n)
    expect(stage.outcome(alice, tftPrice('set_min_tft_price', { price: 60 }))).toBe('badOrigin')
    expect(stage.decree(tftPrice('set_min_tft_price', { price: 1_000 }))).toBe(
      'tftPriceModule.MinPriceAboveMaxPriceError',
    )
    expect(stage.decree(tftPrice('set_max_tft_price', { price: 10 }))).toBe('tftPriceModule.MaxPriceBelowMinPriceError')
  })

  it('uses nothing that was not reported', () => {
    const stage = deployed(createGridStage(), NOTHING, 1)
    stage.chain.pass(3_600 - 12)
    billNow(stage)
    expect(lockOf(stage).amount_locked).toBe((40_000n * 20n * 4n) / 10n)
  })
})
