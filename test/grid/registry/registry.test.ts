import { describe, expect, it } from 'vitest'
import { ContractCreated, NodeDeleted, NodeStored, PowerStateChanged } from '../../../src/grid/chain-facts.ts'
import { createRegistry } from '../../../src/grid/registry/registry.ts'
import { registryUnit } from '../../../src/grid/registry/spec.ts'
import { hashOf, startStage } from '../../storage/stage.ts'
import { gib } from '../nodes.ts'

const FARM = 3
const FARMER = 7
const SYSTEM = gib(0, 100, 2, 0)
const TOTAL = gib(1_000, 1_000, 32, 8)

/** A farm of nodes 1 and 2 on a simulated chain; node 9 is of another. */
async function start(farmId: () => number | undefined = () => FARM) {
  const registry = createRegistry()
  const chain = await startStage(registryUnit, {
    ports: { registry, farmId },
    config: { system: SYSTEM, overprovision: 4, retry: 1 },
  })
  const { state, system } = chain
  const put = (id: number, power: readonly [string, string] = ['Up', 'Up'], farm = FARM) => {
    const stored = { id, farmId: farm, twinId: 100 + id, resources: TOTAL, publicConfig: null, certification: 'Diy' }
    state.set(`Nodes/${id}`, stored)
    state.set(`NodePower/${id}`, { state: power[0] === 'Up' ? { up: null } : { down: 1 }, target: power[1] })
    state.set(`DedicatedNodesExtraFee/${id}`, 0)
    state.set(`ActiveNodeContracts/${id}`, [])
  }
  const list = (...ids: number[]) => void state.set(`NodesByFarmID/${FARM}`, ids)
  state.set(`Farms/${FARM}`, { id: FARM, twinId: FARMER, dedicatedFarm: false, publicIps: [{ contractId: 0 }] })
  list(1, 2)
  put(1)
  put(2, ['Down', 'Down'])
  put(9, ['Up', 'Up'], 4)
  const block = () => ({ number: chain.head, hash: hashOf(chain.head) })
  return {
    ...chain,
    put,
    list,
    powers: () => Object.fromEntries([...registry.nodes].map(([id, { power }]) => [id, power])),
    facts: () => registry.facts(),
    async power(nodeId: number, farmId = FARM) {
      system.emit(PowerStateChanged, { farmId, nodeId, powerState: { up: null }, block: block() })
      await system.settled()
    },
    emit: async (...of: Parameters<typeof system.emit>) => {
      system.emit(...of)
      await system.settled()
    },
    at: block,
  }
}

describe('what is known of a farm', () => {
  it('is nothing before a marked block, then all that the chain has of it, and acknowledged', async () => {
    const farm = await start()
    await farm.block()
    expect(farm.facts()).toBeUndefined()
    await farm.block({ marked: true })
    expect(farm.facts()).toMatchObject({ farmId: FARM, farmerTwin: FARMER, publicIps: 1, slot: 0 })
    expect(farm.facts()!.nodes.get(2)).toMatchObject({
      twinId: 102,
      power: 'off',
      total: TOTAL,
      used: SYSTEM,
      overprovision: 4,
    })
    expect(farm.powers()).toEqual({ 1: 'on', 2: 'off' })
    expect(farm.resyncs()).toEqual({ needed: 1, done: 1 })
    await farm.block({ to: 25 })
    expect(farm.facts()!.slot).toBe(2)
  })

  it('waits until it is known which farm it is', async () => {
    let farmId: number | undefined
    const farm = await start(() => farmId)
    await farm.block({ marked: true })
    expect(farm.facts()).toBeUndefined()
    farmId = FARM
    await farm.block({ marked: true })
    expect(farm.powers()).toEqual({ 1: 'on', 2: 'off' })
  })

  it('keeps up with what happens to its nodes, and reads none of others', async () => {
    const farm = await start()
    await farm.block({ marked: true })
    const before = farm.reads().length
    await farm.power(9, 4)
    const contractType = { kind: 'node' as const, nodeId: 9, deploymentHash: '', deploymentData: '', publicIps: 0 }
    await farm.emit(ContractCreated, { 0: { contractId: 1n, twinId: 5, contractType }, block: farm.at() })
    expect(farm.reads()).toHaveLength(before)
    farm.put(2)
    await farm.power(2)
    expect(farm.powers()).toEqual({ 1: 'on', 2: 'on' })
    farm.put(3)
    await farm.emit(NodeStored, { 0: { id: 3, farmId: FARM }, block: farm.at() })
    farm.state.delete('Nodes/1')
    await farm.emit(NodeDeleted, { 0: 1, block: farm.at() })
    expect(farm.powers()).toEqual({ 2: 'on', 3: 'on' })
  })

  it('has what happened while it was read', async () => {
    const farm = await start()
    const reading = farm.block({ marked: true })
    // What is read now brings what was there before.
    const letGo = await farm.holdAt('NodePower/2')
    farm.put(2)
    farm.list(1, 2, 3)
    farm.put(3)
    await farm.emit(PowerStateChanged, { farmId: FARM, nodeId: 2, powerState: { up: null }, block: farm.at() })
    await farm.emit(NodeStored, { 0: { id: 3, farmId: FARM }, block: farm.at() })
    letGo()
    await reading
    await farm.block()
    expect(farm.powers()).toEqual({ 1: 'on', 2: 'on', 3: 'on' })
  })

  it('is read again when something may have been missed, and reads again what could not be read', async () => {
    const farm = await start()
    await farm.block({ marked: true })
    farm.put(2)
    farm.list(2)
    await farm.block({ marked: true })
    expect(farm.powers()).toEqual({ 2: 'on' })
    farm.put(2, ['Up', 'Down'])
    farm.failNextReads(1)
    await farm.power(2)
    expect(farm.powers()).toEqual({ 2: 'on' })
    farm.clock.advance(1_000)
    await farm.system.settled()
    expect(farm.powers()).toEqual({ 2: 'shuttingDown' })
  })
})
