import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountsReady, type DevAccount } from '../../../src/devnet/accounts.ts'
import { balances, smartContract } from '../calls.ts'
import { createGridStage, type GridStage, text } from './stage.ts'

let stage: GridStage
beforeAll(accountsReady)
beforeEach(() => {
  stage = createGridStage()
})

const ID = { service_contract_id: 1n }
const contract = () => stage.contracts.ServiceContracts.get(stage.storage, 1n)

const create = (signer: DevAccount, service = stage.accounts.alice, consumer = stage.accounts.bob) =>
  stage.outcome(
    signer,
    smartContract('service_contract_create', { service_account: service.account, consumer_account: consumer.account }),
  )
const describeIt = (who: DevAccount, metadata = 'what it is') =>
  stage.outcome(who, smartContract('service_contract_set_metadata', { ...ID, metadata: text(metadata) }))
const price = (who: DevAccount, base_fee = 1_000n, variable_fee = 1_000n) =>
  stage.outcome(who, smartContract('service_contract_set_fees', { ...ID, base_fee, variable_fee }))
const approve = (who: DevAccount) => stage.outcome(who, smartContract('service_contract_approve', ID))
const bill = (who: DevAccount, variable_amount: bigint, metadata = '') =>
  stage.chain.submit(who, smartContract('service_contract_bill', { ...ID, variable_amount, metadata: text(metadata) }))

/** Alice serves Bob. */
function agree(base?: bigint, variable?: bigint) {
  const { alice, bob } = stage.accounts
  return [create(bob), describeIt(bob), price(alice, base, variable), approve(bob), approve(alice)]
}

describe('[103] a service contract', () => {
  it('is between two, and made by one of them', () => {
    const { alice, charlie, dave } = stage.accounts
    expect(create(alice, alice, alice)).toBe('smartContractModule.ServiceContractCreationNotAllowed')
    expect(create(charlie)).toBe('smartContractModule.TwinNotAuthorized')
    expect(create(dave)).toBe('smartContractModule.TwinNotExists')
    expect(create(alice)).toBeUndefined()
    expect(contract()).toMatchObject({ service_twin_id: 1, consumer_twin_id: 2, state: { type: 'Created' } })
  })

  it('is ready when there is something to say of it and it costs something, in any order', () => {
    const { alice, bob, charlie } = stage.accounts
    create(alice)
    expect(approve(alice)).toBe('smartContractModule.ServiceContractApprovalNotAllowed')
    expect([describeIt(charlie), price(bob)]).toEqual(Array(2).fill('smartContractModule.TwinNotAuthorized'))
    expect(price(alice)).toBeUndefined()
    expect(contract()?.state.type).toBe('Created')
    expect(describeIt(bob, 'm'.repeat(65))).toBe('smartContractModule.ServiceContractMetadataTooLong')
    expect(describeIt(bob)).toBeUndefined()
    expect(contract()?.state.type).toBe('AgreementReady')
    expect(approve(charlie)).toBe('smartContractModule.TwinNotAuthorized')
    expect(approve(alice)).toBeUndefined()
    expect(contract()?.state.type).toBe('AgreementReady')
  })

  it('stays as it is once both have approved', () => {
    const { alice, bob } = stage.accounts
    expect(agree()).toEqual(Array(5).fill(undefined))
    expect(contract()).toMatchObject({ state: { type: 'ApprovedByBoth' }, last_bill: 30n })
    expect([price(alice), describeIt(bob)]).toEqual(
      Array(2).fill('smartContractModule.ServiceContractModificationNotAllowed'),
    )
    expect(approve(alice)).toBe('smartContractModule.ServiceContractApprovalNotAllowed')
    expect(stage.outcome(bob, smartContract('service_contract_reject', ID))).toBe(
      'smartContractModule.ServiceContractRejectionNotAllowed',
    )
  })

  it('is rejected when it is ready, and ended at any time, by its parties', () => {
    const { alice, bob, charlie } = stage.accounts
    create(alice)
    const reject = smartContract('service_contract_reject', ID)
    expect(stage.outcome(bob, reject)).toBe('smartContractModule.ServiceContractRejectionNotAllowed')
    describeIt(bob)
    price(alice)
    expect(stage.outcome(charlie, reject)).toBe('smartContractModule.TwinNotAuthorized')
    expect(stage.outcome(bob, reject)).toBeUndefined()
    expect(contract()).toBeUndefined()
    expect(stage.outcome(bob, reject)).toBe('smartContractModule.ServiceContractNotExists')
    create(alice)
    const end = smartContract('service_contract_cancel', { service_contract_id: 2n })
    expect([stage.outcome(charlie, end), stage.outcome(bob, end)]).toEqual([
      'smartContractModule.TwinNotAuthorized',
      undefined,
    ])
  })
})

describe('[103] the bill of a service', () => {
  it('is for the service to make, of what both have approved', () => {
    const { alice, bob } = stage.accounts
    create(bob)
    expect(bill(alice, 0n).error).toBe('smartContractModule.ServiceContractBillingNotApprovedByBoth')
    describeIt(bob)
    price(alice)
    approve(alice)
    approve(bob)
    expect(bill(bob, 0n).error).toBe('smartContractModule.TwinNotAuthorized')
  })

  it('is at most what was agreed for the time, an hour at the longest', () => {
    const { alice } = stage.accounts
    agree()
    stage.chain.pass(3_594)
    expect(bill(alice, 1_001n).error).toBe('smartContractModule.ServiceContractBillingVariableAmountTooHigh')
    expect(bill(alice, 0n, 'm'.repeat(51)).error).toBe('smartContractModule.ServiceContractBillMetadataTooLong')
    expect(bill(alice, 1_000n, 'm'.repeat(50)).error).toBeUndefined()
    stage.chain.pass(1_194)
    expect(bill(alice, 334n).error).toBe('smartContractModule.ServiceContractBillingVariableAmountTooHigh')
  })

  it('moves what it comes to, exactly', () => {
    const { alice, bob } = stage.accounts
    agree(1_000n, 300n)
    stage.chain.pass(1_194)
    const before = stage.free(bob)
    const { events } = bill(alice, 100n)
    const billed = events.find(({ name }) => name === 'smartContractModule.ServiceContractBilled')
    expect(billed?.data).toMatchObject({ amount: 86_666_660, bill: { window: 1_200, variableAmount: 100 } })
    expect(before - stage.free(bob)).toBe(86_666_660n)
    stage.chain.pass(4_194)
    expect(bill(alice, 100n).events.find(({ name }) => name === 'balances.Transfer')?.data).toMatchObject({
      amount: 220_000_000,
    })
  })

  it('that cannot be paid leaves everything as it was', () => {
    const { alice, bob, charlie } = stage.accounts
    agree()
    const keep = 1_000_000n
    const transfer = balances('transfer_keep_alive', {
      dest: { type: 'Id', value: charlie.account },
      value: stage.free(bob) - keep,
    })
    // The fee of this transfer comes from what is kept.
    expect(stage.outcome(bob, transfer)).toBeUndefined()
    stage.chain.pass(3_600)
    const before = contract()
    expect(bill(alice, 0n).error).toBe('smartContractModule.ServiceContractNotEnoughFundsToPayBill')
    expect(contract()).toEqual(before)
  })
})
