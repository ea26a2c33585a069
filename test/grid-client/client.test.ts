import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type GridClient, startGrid } from './stage.ts'

const GIB = 1024 ** 3
const HASH = '8f14e45fceea167a5a36dedd4bea2543'

let grid: Awaited<ReturnType<typeof startGrid>>
beforeAll(async () => {
  // The client tells everything it does.
  vi.spyOn(console, 'log').mockImplementation(() => {})
  grid = await startGrid()
})
afterAll(async () => {
  await grid.user.disconnect()
  await grid.devnet.stop()
  vi.restoreAllMocks()
})

/** Makes a call of the client, and gives what the client makes of its event. */
const done = async (extrinsic: Promise<{ apply(): Promise<unknown> }>): Promise<unknown> => (await extrinsic).apply()

async function join(client: GridClient): Promise<unknown> {
  await done(client.termsAndConditions['accept']!({ documentLink: 'https://localhost/terms', documentHash: 'abc' }))
  return done(client.twins['create']!({ relay: 'relay.localhost', pk: '0x0102' }))
}

describe("the grid's public client on the development chain", () => {
  it('makes twins and a farm with addresses', async () => {
    const { farmer, user, node } = grid
    for (const [i, client] of [farmer, user, node].entries()) expect(await join(client)).toMatchObject({ id: i + 1 })
    expect(await farmer.twins['getMyTwinId']!()).toBe(1)
    expect(await user.twins['get']!({ id: 2 })).toMatchObject({ accountId: user.address, relay: 'relay.localhost' })

    const farm = await done(farmer.farms['create']!({ name: 'farm-1', publicIps: [] }))
    expect(farm).toMatchObject({ id: 1, name: 'farm-1', twinId: 1, certification: 'NotCertified' })
    await done(farmer.farms['addFarmIp']!({ farmId: 1, ip: '185.206.122.33/24', gw: '185.206.122.1' }))
    await done(farmer.farms['addStellarAddress']!({ farmId: 1, stellarAddress: 'G123' }))
    expect(await farmer.farms['get']!({ id: 1 })).toMatchObject({
      publicIps: [{ ip: '185.206.122.33/24', gateway: '185.206.122.1', contractId: 0 }],
    })
  })

  it('registers a node, reports, and changes its power', async () => {
    const { farmer, node } = grid
    const module = node.api.tx['tfgridModule']!
    const resources = { hru: 1_024 * GIB, sru: 512 * GIB, cru: 8, mru: 16 * GIB }
    const location = { city: 'Ghent', country: 'Belgium', latitude: '51.05', longitude: '3.71' }
    const interfaces = [{ name: 'zos', mac: 'aa:bb:cc:dd:ee:ff', ips: ['10.0.0.5'] }]
    const created = await node
      .patchExtrinsic(module['createNode']!(1, resources, location, interfaces, false, false, 'serial'))
      .apply()
    expect(created).toMatchObject({ id: 1, farmId: 1, twinId: 3 })
    expect(await node.patchExtrinsic(module['reportUptimeV2']!(60, Math.floor(Date.now() / 1_000))).apply()).toBe(1)
    expect(await node.nodes['get']!({ id: 1 })).toMatchObject({
      resources,
      location,
      interfaces,
      certification: 'Diy',
      serialNumber: 'serial',
    })
    await done(farmer.nodes['setPower']!({ nodeId: 1, power: false }))
    await node.patchExtrinsic(module['changePowerState']!({ Down: null })).apply()
    const power = async () => (await node.api.query['tfgridModule']!['nodePower']!(1)).toJSON()
    expect(await power()).toMatchObject({ target: 'Down', state: { down: expect.any(Number) } })
    await done(farmer.nodes['setPower']!({ nodeId: 1, power: true }))
    await node.patchExtrinsic(module['changePowerState']!({ Up: null })).apply()
    expect(await power()).toEqual({ target: 'Up', state: { up: null } })
    const publicConfig = {
      ip4: { ip: '185.206.122.50/24', gw: '185.206.122.1' },
      ip6: { ip: '2a10:b600:1::5/64', gw: '2a10:b600:1::1' },
      domain: 'node.example.org',
    }
    await done(farmer.nodes['addNodePublicConfig']!({ farmId: 1, nodeId: 1, publicConfig }))
    expect(await node.nodes['get']!({ id: 1 })).toMatchObject({ publicConfig })
  })

  it('makes, changes and ends contracts', async () => {
    const { farmer, user, node } = grid
    const deploy = { nodeId: 1, hash: HASH, data: 'what it is', numberOfPublicIps: 1 }
    const contract = await done(user.contracts['createNode']!(deploy))
    expect(contract).toMatchObject({ contractId: 1, twinId: 2, state: { created: null } })
    expect(await user.contracts['getContractIdByNodeIdAndHash']!({ nodeId: 1, hash: HASH })).toBe(1)
    expect(await user.contracts['getActiveContracts']!({ nodeId: 1 })).toEqual([1])
    await expect(done(user.contracts['createNode']!(deploy))).rejects.toMatchObject({
      keyError: 'ContractIsNotUnique',
      section: 'smartContractModule',
    })
    await expect(done(farmer.nodes['setPower']!({ nodeId: 1, power: false }))).rejects.toMatchObject({
      keyError: 'NodeHasActiveContracts',
    })
    const used = { hru: 0, sru: 60 * GIB, cru: 2, mru: 2 * GIB }
    await node
      .patchExtrinsic(node.api.tx['smartContractModule']!['reportContractResources']!([{ contractId: 1, used }]))
      .apply()
    expect(await user.contracts['getNodeContractResources']!({ id: 1 })).toEqual({ contractId: 1, used })
    const other = HASH.toUpperCase()
    await done(user.contracts['updateNode']!({ id: 1, hash: other, data: 'another' }))
    expect(await user.contracts['get']!({ id: 1 })).toMatchObject({
      contractType: { nodeContract: { nodeId: 1, publicIpsList: [{ contractId: 1 }] } },
    })
    expect(await user.contracts['getDeletionTime']!({ id: 1 })).toBe(0)
    expect(await done(user.contracts['createName']!({ name: 'example' }))).toMatchObject({ contractId: 2 })
    expect(await user.contracts['getContractIdByName']!({ name: 'example' })).toBe(2)
    for (const id of [1, 2]) expect(await done(user.contracts['cancel']!({ id }))).toBe(id)
    expect(await done(user.contracts['createRent']!({ nodeId: 1 }))).toMatchObject({ contractId: 3 })
    expect(await user.contracts['getContractIdByActiveRentForNode']!({ nodeId: 1 })).toBe(3)
    expect(await user.contracts['contractLock']!({ id: 3 })).toMatchObject({ amountLocked: 0, cycles: 0 })
    await done(user.contracts['cancel']!({ id: 3 }))
    await done(farmer.contracts['setDedicatedNodeExtraFee']!({ nodeId: 1, extraFee: 5_000 }))
    expect(await user.contracts['getDedicatedNodeExtraFee']!({ nodeId: 1 })).toBe(5_000)
  })

  it('agrees on a service and bills it', async () => {
    const { farmer, user } = grid
    const parties = { serviceAccount: farmer.address, consumerAccount: user.address }
    const service = { serviceId: 1 }
    expect(await done(user.contracts['createService']!(parties))).toMatchObject({ serviceContractId: 1 })
    await done(user.contracts['setServiceMetadata']!({ ...service, metadata: 'what it is' }))
    await done(farmer.contracts['setServiceFees']!({ ...service, baseFee: 1_000, variableFee: 100 }))
    await done(user.contracts['approveService']!({ ...service, approve: true }))
    await done(farmer.contracts['approveService']!({ ...service, approve: true }))
    expect(await user.contracts['getService']!(service)).toMatchObject({
      state: 'ApprovedByBoth',
      metadata: 'what it is',
      baseFee: 1_000,
    })
    const bill = { ...service, variableAmount: 0, metadata: 'bill' }
    await expect(done(user.contracts['billService']!(bill))).rejects.toMatchObject({ keyError: 'TwinNotAuthorized' })
    await done(farmer.contracts['billService']!(bill))
    expect(await done(user.contracts['cancelService']!(service))).toBe(1)
    expect(await user.contracts['getService']!(service)).toBeNull()
  })

  it('makes several calls at once, and reads what everything costs', async () => {
    const { user } = grid
    const names = ['first', 'second'].map((name) => user.contracts['createName']!({ name }))
    expect(await user.utility.batchAll(await Promise.all(names))).toHaveLength(2)
    expect(await user.tftPrice['get']!()).toBe(0)
    expect(await user.pricingPolicies['get']!({ id: 1 })).toMatchObject({
      cu: { value: 100_000, unit: 'Gigabytes' },
      discountForDedicationNodes: 50,
    })
    expect(user.api.consts['tfgridModule']!['timestampHintDrift']!.toNumber()).toBe(60)
    expect(await user.balances['getMyBalance']!()).toMatchObject({ reserved: 0 })
  })
})
