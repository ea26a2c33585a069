import { describe, expect, it } from 'vitest'
import { GIB } from '../../../src/grid/capacity/resources.ts'
import { ContractCreated } from '../../../src/grid/chain-facts.ts'
import { FARMER, noNode, STRANGER, startGateway, USER } from './gateway-stage.ts'

const FIND = 'nodemanager.findnode'
const SMALL = { cru: 2, mru: 4, sru: 100, hru: 500 }

describe('finding a node', () => {
  it('is for the farmer alone, unless the config lets others', async () => {
    const closed = await startGateway()
    expect(await closed.ask(FARMER, FIND, SMALL)).toBe(1)
    expect(await closed.ask(USER, FIND, SMALL)).toMatchObject({ code: 'not-authorized', retryable: false })
    const some = await startGateway({ findNode: { allow: [USER] } })
    expect(await some.ask(USER, FIND, SMALL)).toBe(1)
    expect(await some.ask(STRANGER, FIND, SMALL)).toMatchObject({ code: 'not-authorized' })
    const open = await startGateway({ findNode: { allow: 'anyone' } })
    expect(await open.ask(STRANGER, FIND, SMALL)).toBe(1)
  })

  it('asks for what the filter says', async () => {
    const farm = await startGateway()
    await farm.ask(FARMER, FIND, {
      ...SMALL,
      nodes_excluded: [3],
      num_gpu: 1,
      gpu_vendors: ['NVIDIA'],
      gpu_devices: null,
      certified: true,
      public_ips: 2,
    })
    expect(farm.placings[0]?.request).toEqual({
      resources: { cru: 2, mru: 4 * GIB, sru: 100 * GIB, hru: 500 * GIB },
      publicIps: 2,
      publicConfig: false,
      certified: true,
      dedicated: false,
      gpus: { count: 1, vendors: ['NVIDIA'], devices: [] },
      excluded: [3],
    })
  })

  it('says which field of a filter is wrong', async () => {
    const farm = await startGateway()
    expect(await farm.ask(FARMER, FIND, { cru: -1, has_gpus: 1 })).toMatchObject({
      code: 'wrong-payload',
      message: expect.stringMatching(/cru: .*has_gpus/),
    })
    expect(farm.placings).toEqual([])
  })

  it('tells why there is none', async () => {
    const farm = await startGateway()
    farm.placeBy(() => Promise.reject(noNode()))
    expect(await farm.ask(FARMER, FIND, SMALL)).toEqual({
      code: 'no-node',
      message: 'could not find a suitable node with the given options',
      retryable: false,
      detail: { code: 'no-node', failed: { capacity: 3 } },
    })
  })

  it('is done once for a message that is sent again while the node comes up', async () => {
    const farm = await startGateway()
    const up = Promise.withResolvers<number>()
    farm.placeBy(() => up.promise)
    const asked = farm.begin(FARMER, FIND, SMALL)
    await farm.pass(60_000)
    up.resolve(2)
    await farm.settle()
    expect(await asked).toBe(2)
    expect(farm.placings).toHaveLength(1)
  })

  it('is taken back when nobody waits for the node any more', async () => {
    const farm = await startGateway()
    farm.placeBy(() => new Promise(() => {}))
    const asked = farm.begin(FARMER, FIND, SMALL)
    await farm.pass(602_000, 2_000)
    expect(await asked).toMatchObject({ retryable: true })
    expect(farm.cancelled).toEqual(farm.placings.map(({ name }) => name))
  })

  it('has a limit for each twin: of asks, and of nodes that it has not deployed on', async () => {
    const farm = await startGateway({ findNode: { allow: 'anyone', perMinute: 6, burst: 4, claims: 2 } })
    const found = async (twinId: number) => {
      const answer = await farm.ask(twinId, FIND, SMALL)
      return typeof answer === 'number' ? answer : (answer as { code: string }).code
    }
    expect([await found(USER), await found(USER), await found(USER)]).toEqual([1, 1, 'too-many-claims'])
    expect(await found(STRANGER)).toBe(1)
    const contractType = { kind: 'node', nodeId: 1, deploymentHash: '', deploymentData: '', publicIps: 0 } as const
    const contract = { contractId: 1n, twinId: USER, contractType }
    farm.system.emit(ContractCreated, { 0: contract, block: { number: 1, hash: '0x' } })
    await farm.settle()
    expect([await found(USER), await found(USER)]).toEqual([1, 'busy'])
    await farm.pass(10_000)
    expect(await found(USER)).toBe('too-many-claims')
    await farm.pass(31 * 60_000, 30_000)
    expect(await found(USER)).toBe(1)
  })
})

describe('the power of a node by message', () => {
  it('is the farmer’s to switch, who then has it for himself until he gives it back', async () => {
    const farm = await startGateway()
    await farm.minutes(31)
    expect(await farm.ask(USER, 'powermanager.poweroff', 1)).toMatchObject({ code: 'not-authorized' })
    expect(await farm.ask(FARMER, 'powermanager.poweroff', 1)).toBe(null)
    expect(farm.told()).toEqual(['1 Down'])
    const managed = async () => (await farm.nodes()).map(({ id }) => id).toSorted()
    expect(await managed()).toEqual([2, 3])
    expect(farm.facts('grid.NodeLeft')).toEqual([{ nodeId: 1 }])
    await farm.power(1, 'Down', 'Down')
    expect(await managed()).toEqual([2, 3])
    expect(await farm.ask(FARMER, 'powermanager.poweron', 1)).toBe(null)
    await farm.power(1, 'Up', 'Up')
    expect(await managed()).toEqual([2, 3])
    expect(await farm.claim(1, 'a', { cru: 1, mru: 0, sru: 0, hru: 0 })).toMatchObject({ ok: false })
    expect(await farm.ask(FARMER, 'powermanager.includenode', 1)).toBe(null)
    await farm.settle()
    expect(await managed()).toEqual([1, 2, 3])
  })

  it('is left as it is where the farm’s rules are against it', async () => {
    const farm = await startGateway({}, { farm: { neverShutDown: [2], excluded: [3] } })
    await farm.minutes(31)
    expect(await farm.ask(FARMER, 'powermanager.poweroff', 2)).toEqual({
      code: 'never-shutdown',
      message: "cannot power off node '2', node is configured to never be shutdown",
      retryable: false,
    })
    expect(await farm.ask(FARMER, 'powermanager.poweron', 9)).toMatchObject({ message: "node '9' is not found" })
    expect(await farm.ask(FARMER, 'powermanager.includenode', 3)).toMatchObject({ code: 'excluded' })
    expect(await farm.ask(FARMER, 'powermanager.poweron', { id: 1 })).toMatchObject({ code: 'wrong-payload' })
    expect(farm.told()).toEqual([])
  })
})

describe('a farm on the grid', () => {
  it('asks its nodes over the same connection, while it is there', async () => {
    const farm = await startGateway()
    const { createEndpoint } = await import('../../../src/grid/messages/endpoint/endpoint.ts')
    const { SILENT } = await import('./grid.ts')
    const identity = farm.identity(STRANGER)
    createEndpoint({
      identity,
      open: farm.network.connect(identity.address),
      twins: farm.twins,
      commands: { 'zos.gpu.list': ({ from }) => [from] },
      clock: farm.clock,
      log: SILENT,
    })
    const { signal } = new AbortController()
    const asked = farm.line.ask(STRANGER, 'zos.gpu.list', null, { signal })
    await farm.settle()
    expect(await asked).toEqual([{ twinId: FARMER, session: 'farmerbot-3' }])
    void farm.system.stop('test')
    await farm.settle()
    await expect(farm.line.ask(STRANGER, 'zos.gpu.list', null, { signal })).rejects.toMatchObject({
      code: 'not-connected',
    })
  })
})
