import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountsReady } from '../../../src/devnet/accounts.ts'
import { smartContract, tfgrid } from '../calls.ts'
import { createGridStage, type GridStage } from './stage.ts'

let stage: GridStage
beforeAll(accountsReady)
beforeEach(() => {
  stage = createGridStage()
})

const power = (nodeId = 1) => stage.grid.NodePower.get(stage.storage, nodeId)

describe('the state of a node', () => {
  it('[97] is what its twin says, with the block since when it is down', () => {
    const { chain, accounts } = stage
    expect(power()).toEqual({ state: { type: 'Up' }, target: { type: 'Up' } })
    const { error, events } = chain.submit(
      accounts.node1,
      tfgrid('change_power_state', { power_state: { type: 'Down' } }),
    )
    expect(error).toBeUndefined()
    expect(power().state).toEqual({ type: 'Down', value: 1 })
    const [changed] = events.filter(({ name }) => name === 'tfgridModule.PowerStateChanged')
    expect(changed?.data).toEqual({ farmId: 1, nodeId: 1, powerState: { down: 1 } })
  })

  it('[97] is for nobody to say who is no node', () => {
    expect(stage.state(stage.accounts.bob, 'Down')).toBe('tfgridModule.NodeNotExists')
    expect(stage.state(stage.accounts.dave, 'Down')).toBe('tfgridModule.TwinNotExists')
  })

  it('is said again in each block that a node says down, and once that it is up', () => {
    const { chain, accounts } = stage
    const said = (type: 'Up' | 'Down') =>
      chain
        .submit(accounts.node1, tfgrid('change_power_state', { power_state: { type } }))
        .events.some(({ name }) => name === 'tfgridModule.PowerStateChanged')
    expect([said('Up'), said('Down'), said('Down'), said('Up'), said('Up')]).toEqual([false, true, true, true, false])
  })

  it('costs nothing to say, unless it fails', () => {
    const { accounts, free, state } = stage
    const before = free(accounts.node1)
    state(accounts.node1, 'Down')
    expect(free(accounts.node1)).toBe(before)
    const user = free(accounts.bob)
    state(accounts.bob, 'Down')
    expect(free(accounts.bob)).toBeLessThan(user)
  })
})

describe('what a farmer asks of a node', () => {
  it('[98] is for the farmer to ask', () => {
    expect(stage.target(stage.accounts.alice, 'Down')).toBeUndefined()
    expect(power().target).toEqual({ type: 'Down' })
    expect(stage.target(stage.accounts.bob, 'Up')).toBe('tfgridModule.UnauthorizedToChangePowerTarget')
    expect(stage.target(stage.accounts.alice, 'Up', 9)).toBe('tfgridModule.NodeNotExists')
  })

  it('is said each time, and paid for', () => {
    const { chain, accounts, free } = stage
    const before = free(accounts.alice)
    const { events } = chain.submit(
      accounts.alice,
      tfgrid('change_power_target', { node_id: 1, power_target: { type: 'Up' } }),
    )
    expect(events.map(({ name }) => name)).toContain('tfgridModule.PowerTargetChanged')
    expect(free(accounts.alice)).toBeLessThan(before)
  })

  it('[99] is not to go off while there are contracts', () => {
    const { accounts, deploy, rent, cancel, target } = stage
    expect(deploy(accounts.bob, 'a')).toBeUndefined()
    expect(target(accounts.alice, 'Down')).toBe('tfgridModule.NodeHasActiveContracts')
    expect(target(accounts.alice, 'Up')).toBeUndefined()
    expect(cancel(accounts.bob, 1n)).toBeUndefined()
    expect(target(accounts.alice, 'Down')).toBeUndefined()
    expect(rent(accounts.bob, 2)).toBeUndefined()
    expect(target(accounts.alice, 'Down', 2)).toBe('tfgridModule.NodeHasActiveContracts')
  })

  it('[100] keeps contracts off a node that sleeps or is to sleep, but not its tenant', () => {
    const { accounts, deploy, rent, state, target } = stage
    state(accounts.node1, 'Down')
    expect(deploy(accounts.bob, 'a')).toBe('smartContractModule.NodeNotAvailableToDeploy')
    state(accounts.node1, 'Up')
    target(accounts.alice, 'Down')
    expect(deploy(accounts.bob, 'a')).toBe('smartContractModule.NodeNotAvailableToDeploy')
    state(accounts.node1, 'Down')
    expect(rent(accounts.bob)).toBeUndefined()
    expect(target(accounts.alice, 'Up')).toBeUndefined()
    expect(deploy(accounts.bob, 'a')).toBe('smartContractModule.NodeNotAvailableToDeploy')
    state(accounts.node1, 'Up')
    expect(deploy(accounts.bob, 'a')).toBeUndefined()
  })
})

describe('the uptime of a node', () => {
  it('[101] is reported with a time at most a minute off the chain', () => {
    const { chain, outcome, accounts } = stage
    const report = (off: number) => {
      const now = BigInt((chain.hashes.length * 6_000) / 1_000)
      return outcome(accounts.node1, tfgrid('report_uptime_v2', { uptime: 7n, timestamp_hint: now + BigInt(off) }))
    }
    chain.skipTo(20)
    expect([report(100), report(61), report(-61)]).toEqual(Array(3).fill('tfgridModule.InvalidTimestampHint'))
    expect([report(60), report(-60)]).toEqual([undefined, undefined])
  })

  it('leaves nothing but an event', () => {
    const { chain, accounts } = stage
    const before = [...chain.state.keys()].length
    const { events } = chain.submit(accounts.node2, tfgrid('report_uptime', { uptime: 86_400n }))
    expect(events.find(({ name }) => name === 'tfgridModule.NodeUptimeReported')?.data).toEqual({
      0: 2,
      1: 6,
      2: 86_400,
    })
    expect([...chain.state.keys()].length - before).toBeLessThan(8)
    expect(stage.outcome(accounts.bob, tfgrid('report_uptime', { uptime: 1n }))).toBe('tfgridModule.NodeNotExists')
  })
})

it('is not paid for by the tenant while the node is off', () => {
  const { chain, accounts, rent, state, outcome } = stage
  rent(accounts.bob)
  const bill = () => outcome(accounts.dave, smartContract('bill_contract_for_block', { contract_id: 1n }))
  state(accounts.node1, 'Down')
  chain.pass(36_000)
  expect(bill()).toBeUndefined()
  expect(stage.contracts.ContractLock.get(stage.storage, 1n)).toMatchObject({ amount_locked: 0n, cycles: 0 })
  state(accounts.node1, 'Up')
  chain.pass(3_594)
  bill()
  // An hour of half of 570,667, at 50 thousandths of a USD a token, by the best discount.
  expect(stage.contracts.ContractLock.get(stage.storage, 1n)).toMatchObject({ amount_locked: 2_282_664n, cycles: 1 })
})
