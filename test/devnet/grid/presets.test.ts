import { beforeAll, describe, expect, it } from 'vitest'
import { accountsReady, devAccount } from '../../../src/devnet/accounts.ts'
import { preset } from '../../../src/devnet/preset.ts'
import { PRESETS } from '../../../src/devnet/preset-names.ts'
import { grid, nodeAccount } from '../../../src/devnet/presets-grid.ts'
import { tfgridStorage } from '../../../src/devnet/runtime/pallets/tfgrid/index.ts'
import { smartContract, storageProvider, tfgrid } from '../calls.ts'
import { createTestChain } from '../harness.ts'
import { hash, RESOURCES } from './stage.ts'

beforeAll(accountsReady)

const INDICES = { TfgridModule: 25, SmartContractModule: 26, TFTPriceModule: 28, GridAgreements: 61 }

describe('a preset', () => {
  it.each(PRESETS)('%s has the pallets it says, at the indices of the real chain', (name) => {
    const { registry } = createTestChain(preset(name).runtime)
    const found = Object.fromEntries(
      registry.metadata.pallets.map((each) => [each.name.toString(), each.index.toNumber()]),
    )
    expect('StorageProvider' in found).toBe(name !== 'grid')
    for (const [pallet, index] of Object.entries(INDICES))
      expect(found[pallet]).toBe(name === 'storage' ? undefined : index)
  })

  it('all takes the calls of both', () => {
    const { submit } = createTestChain(preset('all', { nodes: 1 }).runtime)
    const bob = devAccount('Bob')
    expect(submit(bob, storageProvider('create_bucket', { min_providers: 1 })).error).toBeUndefined()
    const deployment = {
      node_id: 1,
      deployment_hash: hash('a'),
      deployment_data: new Uint8Array(),
      public_ips: 4,
      solution_provider_id: undefined,
    }
    expect(submit(bob, smartContract('create_node_contract', deployment)).error).toBeUndefined()
    expect(submit(nodeAccount(1), tfgrid('report_uptime', { uptime: 1n })).error).toBeUndefined()
  })

  it('has the farm that was asked for, with keys that everybody knows', () => {
    const chain = createTestChain(preset('grid', { nodes: 3 }).runtime)
    const access = { get: (key: string) => chain.state.get(key), set: () => {}, keys: chain.view.keys }
    expect(tfgridStorage.NodesByFarmID.get(access, 1)).toEqual([1, 2, 3])
    expect(tfgridStorage.Nodes.get(access, 3)?.twin_id).toBe(9)
    expect(tfgridStorage.Twins.get(access, 9)?.account_id).toEqual(nodeAccount(3).account)
    const target = tfgrid('change_power_target', { node_id: 3, power_target: { type: 'Down' } })
    expect(chain.submit(devAccount('Alice'), target).error).toBeUndefined()
  })

  it('is worked with as before when there are ten thousand nodes', () => {
    const account = (n: number) => Uint8Array.from({ length: 32 }, (_, i) => (n >> (8 * (i % 4))) & 0xff)
    const nodes = Array.from({ length: 10_000 }, (_, i) => ({ account: account(i + 1), resources: RESOURCES }))
    const [alice, bob] = [devAccount('Alice'), devAccount('Bob')]
    const farms = [{ name: 'large', owner: alice.account, nodes }]
    const { submit } = createTestChain(grid([], { twins: [bob.account], farms }))
    const node = { node_id: 10_000 }
    const deployment = { deployment_hash: hash('a'), deployment_data: new Uint8Array(), public_ips: 0 }
    const contract = { ...node, ...deployment, solution_provider_id: undefined }
    expect(submit(bob, smartContract('create_node_contract', contract)).error).toBeUndefined()
    const target = tfgrid('change_power_target', { ...node, power_target: { type: 'Down' } })
    expect(submit(alice, target).error).toBe('tfgridModule.NodeHasActiveContracts')
    expect(submit(alice, tfgrid('delete_node_farm', node)).error).toBeUndefined()
  })
})
