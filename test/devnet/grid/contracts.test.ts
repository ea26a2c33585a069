import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountsReady } from '../../../src/devnet/accounts.ts'
import { smartContract, tfgrid } from '../calls.ts'
import { createGridStage, GIB, type GridStage, hash, NOTHING, text } from './stage.ts'

let stage: GridStage
beforeAll(accountsReady)
beforeEach(() => {
  stage = createGridStage()
})

const contract = (id: bigint) => stage.contracts.Contracts.get(stage.storage, id)
const active = (nodeId = 1) => stage.contracts.ActiveNodeContracts.get(stage.storage, nodeId)
const ips = () => stage.grid.Farms.get(stage.storage, 1)?.public_ips.map(({ contract_id }) => contract_id)

describe('a node contract', () => {
  it('[102] is the only one of its hash on its node, until it ends', () => {
    const { accounts, deploy, cancel } = stage
    expect(deploy(accounts.bob, 'a')).toBeUndefined()
    expect(deploy(accounts.charlie, 'a')).toBe('smartContractModule.ContractIsNotUnique')
    expect(deploy(accounts.bob, 'a', 2)).toBeUndefined()
    expect(cancel(accounts.bob, 1n)).toBeUndefined()
    expect(deploy(accounts.bob, 'a')).toBeUndefined()
    expect([contract(1n), contract(2n)?.twin_id, contract(3n)?.contract_id]).toEqual([undefined, 2, 3n])
    expect(active()).toEqual([3n])
  })

  it('[102] has id 2 when the first has ended', () => {
    stage.deploy(stage.accounts.bob, 'a')
    stage.cancel(stage.accounts.bob, 1n)
    stage.deploy(stage.accounts.bob, 'a')
    expect(contract(2n)).toMatchObject({ version: 4, state: { type: 'Created' }, contract_id: 2n, twin_id: 2 })
  })

  it('is made by who has a twin, on a node there is', () => {
    expect(stage.deploy(stage.accounts.dave, 'a')).toBe('smartContractModule.TwinNotExists')
    expect(stage.deploy(stage.accounts.bob, 'a', 7)).toBe('smartContractModule.NodeNotExists')
  })

  it('takes the first free addresses of the farm, and gives them back', () => {
    const { accounts, deploy, cancel, chain } = stage
    expect(deploy(accounts.bob, 'a', 1, 3)).toBe('smartContractModule.FarmHasNotEnoughPublicIPs')
    expect(deploy(accounts.bob, 'a', 1, 1)).toBeUndefined()
    expect(ips()).toEqual([1n, 0n])
    expect(deploy(accounts.bob, 'b', 1, 2)).toBe('smartContractModule.FarmHasNotEnoughPublicIPsFree')
    expect(stage.outcome(accounts.alice, tfgrid('remove_farm_ip', { farm_id: 1, ip: text('185.206.122.33/24') }))).toBe(
      'tfgridModule.IpNotExists',
    )
    const { events } = chain.submit(accounts.bob, smartContract('cancel_contract', { contract_id: 1n }))
    expect(events.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['smartContractModule.IPsFreed', 'smartContractModule.NodeContractCanceled']),
    )
    expect(ips()).toEqual([0n, 0n])
    expect(cancel(accounts.bob, 1n)).toBe('smartContractModule.ContractNotExists')
  })

  it('is changed and ended by its owner only', () => {
    const { accounts, deploy, cancel, outcome } = stage
    deploy(accounts.bob, 'a')
    const update = { contract_id: 1n, deployment_hash: hash('b'), deployment_data: text('data') }
    expect(outcome(accounts.charlie, smartContract('update_node_contract', update))).toBe(
      'smartContractModule.TwinNotAuthorizedToUpdateContract',
    )
    expect(outcome(accounts.bob, smartContract('update_node_contract', update))).toBeUndefined()
    expect(contract(1n)?.contract_type).toMatchObject({
      value: { deployment_hash: hash('b'), deployment_data: text('data') },
    })
    expect(deploy(accounts.charlie, 'a')).toBeUndefined()
    expect(deploy(accounts.charlie, 'b')).toBe('smartContractModule.ContractIsNotUnique')
    expect(cancel(accounts.charlie, 1n)).toBe('smartContractModule.TwinNotAuthorizedToCancelContract')
  })

  it('is ended by the council', () => {
    const { accounts, deploy, decree, outcome } = stage
    deploy(accounts.bob, 'a')
    const call = smartContract('cancel_contract_collective', { contract_id: 1n })
    expect(outcome(accounts.bob, call)).toBe('badOrigin')
    expect(decree(call)).toBeUndefined()
    expect(contract(1n)).toBeUndefined()
  })

  it('ends with its node', () => {
    const { accounts, deploy, outcome } = stage
    deploy(accounts.bob, 'a', 1, 1)
    expect(outcome(accounts.bob, tfgrid('delete_node_farm', { node_id: 1 }))).toBe('tfgridModule.FarmerNotAuthorized')
    expect(outcome(accounts.alice, tfgrid('delete_node_farm', { node_id: 1 }))).toBeUndefined()
    expect([contract(1n), stage.grid.Nodes.get(stage.storage, 1)]).toEqual([undefined, undefined])
    expect(stage.grid.NodesByFarmID.get(stage.storage, 1)).toEqual([2])
    expect(ips()).toEqual([0n, 0n])
  })
})

describe('a rented node', () => {
  it('is rented by one, and has contracts of that one only', () => {
    const { accounts, deploy, rent, cancel } = stage
    expect(deploy(accounts.charlie, 'a')).toBeUndefined()
    expect(rent(accounts.bob)).toBe('smartContractModule.NodeNotAvailableToDeploy')
    cancel(accounts.charlie, 1n)
    expect(rent(accounts.bob)).toBeUndefined()
    expect(rent(accounts.charlie)).toBe('smartContractModule.NodeHasRentContract')
    expect(deploy(accounts.charlie, 'a')).toBe('smartContractModule.NodeNotAvailableToDeploy')
    expect(deploy(accounts.bob, 'a')).toBeUndefined()
    expect(cancel(accounts.bob, 2n)).toBe('smartContractModule.NodeHasActiveContracts')
    expect(cancel(accounts.bob, 3n)).toBeUndefined()
    expect(cancel(accounts.bob, 2n)).toBeUndefined()
    expect(stage.contracts.ActiveRentContractForNode.get(stage.storage, 1)).toBeUndefined()
  })

  it('is rented before it is used where a farmer asks more for it, or the farm is for that', () => {
    const { accounts, deploy, rent, outcome, decree } = stage
    const fee = smartContract('set_dedicated_node_extra_fee', { node_id: 1, extra_fee: 5_000n })
    expect(outcome(accounts.bob, fee)).toBe('smartContractModule.UnauthorizedToSetExtraFee')
    expect(outcome(accounts.alice, fee)).toBeUndefined()
    expect(deploy(accounts.bob, 'a')).toBe('smartContractModule.NodeNotAvailableToDeploy')
    expect(rent(accounts.bob)).toBeUndefined()
    expect(outcome(accounts.alice, fee)).toBe('smartContractModule.NodeHasActiveContracts')
    expect(deploy(accounts.bob, 'a')).toBeUndefined()

    const dedicate = tfgrid('set_farm_dedicated', { farm_id: 1, dedicated: true })
    expect(outcome(accounts.alice, dedicate)).toBe('badOrigin')
    expect(decree(dedicate)).toBeUndefined()
    expect(deploy(accounts.charlie, 'a', 2)).toBe('smartContractModule.NodeNotAvailableToDeploy')
  })
})

describe('a name contract', () => {
  const take = (name: string) =>
    stage.outcome(stage.accounts.bob, smartContract('create_name_contract', { name: text(name) }))

  it('takes a name once', () => {
    expect(take('example')).toBeUndefined()
    expect(take('example')).toBe('smartContractModule.NameExists')
    expect(stage.cancel(stage.accounts.bob, 1n)).toBeUndefined()
    expect(take('example')).toBeUndefined()
  })

  it('takes names of small letters, digits, dashes and lines', () => {
    expect([take('ab'), take('Example'), take('exa.mple'), take('e'.repeat(65))]).toEqual([
      'smartContractModule.NameContractNameTooShort',
      'smartContractModule.NameNotValid',
      'smartContractModule.NameNotValid',
      'smartContractModule.NameContractNameTooLong',
    ])
  })
})

describe('what a node reports', () => {
  it('is of contracts it hosts', () => {
    const { accounts, deploy, outcome, free } = stage
    deploy(accounts.bob, 'a')
    const used = { ...NOTHING, cru: 2n, mru: 2n * GIB, sru: 60n * GIB }
    const report = smartContract('report_contract_resources', { contract_resources: [{ contract_id: 1n, used }] })
    const before = free(accounts.node1)
    expect(outcome(accounts.node2, report)).toBe('smartContractModule.NodeNotAuthorizedToComputeReport')
    expect(outcome(accounts.bob, report)).toBe('smartContractModule.NodeNotExists')
    expect(outcome(accounts.node1, report)).toBeUndefined()
    expect(free(accounts.node1)).toBe(before)
    expect(stage.contracts.NodeContractResources.get(stage.storage, 1n).used).toEqual(used)
  })

  it('is what traffic costs, and nothing that has been counted', () => {
    const { accounts, deploy, outcome } = stage
    deploy(accounts.bob, 'a')
    const unbilled = () => stage.contracts.ContractBillingInformationByID.get(stage.storage, 1n).amount_unbilled
    const report = (timestamp: bigint) =>
      outcome(
        accounts.node1,
        smartContract('add_nru_reports', {
          reports: [{ contract_id: 1n, timestamp, window: 3_600n, nru: 3_000_000_000n }],
        }),
      )
    expect(report(100n)).toBeUndefined()
    expect(unbilled()).toBe(45_000n)
    report(99n)
    expect(unbilled()).toBe(45_000n)
    report(100n)
    expect(unbilled()).toBe(90_000n)
  })
})

describe('solutions', () => {
  it('are used once they are approved', () => {
    const { accounts, outcome, decree } = stage
    const offer = (take: number) =>
      outcome(
        accounts.dave,
        smartContract('create_solution_provider', {
          description: text('a solution'),
          link: text('https://localhost'),
          providers: [{ who: accounts.dave.account, take }],
        }),
      )
    const make = (solution_provider_id: bigint) =>
      outcome(accounts.bob, smartContract('create_rent_contract', { node_id: 1, solution_provider_id }))
    expect([offer(51), offer(30)]).toEqual(['smartContractModule.InvalidProviderConfiguration', undefined])
    expect(make(2n)).toBe('smartContractModule.NoSuchSolutionProvider')
    expect(make(1n)).toBe('smartContractModule.SolutionProviderNotApproved')
    expect(
      decree(smartContract('approve_solution_provider', { solution_provider_id: 1n, approve: true })),
    ).toBeUndefined()
    expect(make(1n)).toBeUndefined()
    const attach = (contract_id: bigint, solution_provider_id: bigint) =>
      smartContract('attach_solution_provider_id', { contract_id, solution_provider_id })
    const refused = 'smartContractModule.UnauthorizedToChangeSolutionProviderId'
    expect(outcome(accounts.bob, attach(1n, 1n))).toBe(refused)
    stage.deploy(accounts.bob, 'a', 2)
    expect(outcome(accounts.bob, attach(2n, 2n))).toBe('smartContractModule.NoSuchSolutionProvider')
    expect([outcome(accounts.charlie, attach(2n, 1n)), outcome(accounts.bob, attach(2n, 1n))]).toEqual([
      refused,
      undefined,
    ])
    expect(contract(2n)?.solution_provider_id).toBe(1n)
  })
})
