import { accountFromUri, type DevAccount, devAccount } from '../../../src/devnet/accounts.ts'
import { grid } from '../../../src/devnet/presets-grid.ts'
import type { GridOptions } from '../../../src/devnet/runtime/grid.ts'
import type { Call } from '../../../src/devnet/runtime/index.ts'
import { smartContractStorage } from '../../../src/devnet/runtime/pallets/smart-contract/index.ts'
import { tfgridStorage } from '../../../src/devnet/runtime/pallets/tfgrid/index.ts'
import { smartContract, sudo, tfgrid } from '../calls.ts'
import { createTestChain } from '../harness.ts'

export const GIB = 1n << 30n
export const text = (value: string): Uint8Array => new TextEncoder().encode(value)
/** 32 characters, as deployments are hashed. */
export const hash = (value: string): Uint8Array => text(value.padEnd(32, '0'))

export const RESOURCES = { hru: 1_024n * GIB, sru: 512n * GIB, cru: 8n, mru: 16n * GIB }
export const NOTHING = { hru: 0n, sru: 0n, cru: 0n, mru: 0n }

/**
 * A farm of two nodes with two addresses. Twins: 1 the farmer (Alice), 2 and 3 users (Bob, Charlie), 4 and 5 the nodes; Dave has
 * none. Eve is the foundation, Ferdie sells; a token costs 50 thousandths of a USD.
 */
export function createGridStage(options: Partial<GridOptions> = {}) {
  const [alice, bob, charlie, dave, eve, ferdie] = (['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'] as const).map(
    (name) => devAccount(name),
  ) as [DevAccount, DevAccount, DevAccount, DevAccount, DevAccount, DevAccount]
  const [node1, node2] = ['//Node1', '//Node2'].map((uri) => accountFromUri(uri, 'ed25519')) as [DevAccount, DevAccount]
  const farm = {
    name: 'farm-1',
    owner: alice.account,
    publicIps: [
      { ip: '185.206.122.33/24', gateway: '185.206.122.1' },
      { ip: '185.206.122.34/24', gateway: '185.206.122.1' },
    ],
    nodes: [node1, node2].map(({ account }) => ({ account, resources: RESOURCES })),
  }
  const chain = createTestChain(
    grid([node1, node2], {
      twins: [alice, bob, charlie].map(({ account }) => account),
      farms: [farm],
      tokenPrice: { min: 10, max: 1_000, now: 50 },
      ...options,
    }),
  )
  const storage = {
    get: (key: string) => chain.state.get(key),
    set: () => {},
    keys: (prefix: string) => chain.view.keys(prefix),
  }

  /** Submits and says the error only. */
  const outcome = (who: DevAccount, call: Call) => chain.submit(who, call).error
  /** As the council would. @returns the error of the call inside */
  const decree = (call: Call): string | undefined => {
    const { error, events } = chain.submit(alice, sudo(call))
    const result = events.find(({ name }) => name === 'sudo.Sudid')?.data['sudoResult'] as { err?: unknown }
    return error ?? (result?.err === undefined ? undefined : chain.errorName(result.err))
  }

  return {
    chain,
    storage,
    outcome,
    decree,
    accounts: { alice, bob, charlie, dave, eve, ferdie, node1, node2 },
    grid: tfgridStorage,
    contracts: smartContractStorage,
    deploy: (who: DevAccount, value: string, nodeId = 1, publicIps = 0) =>
      outcome(
        who,
        smartContract('create_node_contract', {
          node_id: nodeId,
          deployment_hash: hash(value),
          deployment_data: new Uint8Array(),
          public_ips: publicIps,
          solution_provider_id: undefined,
        }),
      ),
    rent: (who: DevAccount, nodeId = 1) =>
      outcome(who, smartContract('create_rent_contract', { node_id: nodeId, solution_provider_id: undefined })),
    cancel: (who: DevAccount, contract_id: bigint) => outcome(who, smartContract('cancel_contract', { contract_id })),
    target: (who: DevAccount, type: 'Up' | 'Down', node_id = 1) =>
      outcome(who, tfgrid('change_power_target', { node_id, power_target: { type } })),
    state: (who: DevAccount, type: 'Up' | 'Down') =>
      outcome(who, tfgrid('change_power_state', { power_state: { type } })),
    free: (who: DevAccount) => BigInt(chain.account(who).info?.data.free ?? 0),
    locked: (who: DevAccount) => BigInt((chain.account(who).info?.data as { frozen?: number | string })?.frozen ?? 0),
  }
}

export type GridStage = ReturnType<typeof createGridStage>
