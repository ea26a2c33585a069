import { smartContract } from '../../devnet/calls.ts'
import { hashOfDeployment } from './nodes.ts'
import { startFarmOnDevnet } from './on-devnet.ts'

/** Seconds of a period. */
export const EVERY = 3_000
/** Thousandths of a USD for an hour. */
export const BASE = 100n
const SERVICE = { service_contract_id: 1n }

/** Bob's service contract with the farm, and a deployment of his on each of its nodes. */
export async function startContracted(variable_fee = 1_000n) {
  const farm = await startFarmOnDevnet({
    mode: 'contracts',
    proof: { every: EVERY },
    billing: { every: EVERY, waitFor: 60 },
  })
  const { alice, bob } = farm
  farm.send(
    bob,
    smartContract('service_contract_create', { service_account: alice.account, consumer_account: bob.account }),
  )
  farm.send(bob, smartContract('service_contract_set_metadata', { ...SERVICE, metadata: new Uint8Array([1]) }))
  farm.send(alice, smartContract('service_contract_set_fees', { ...SERVICE, base_fee: BASE, variable_fee }))
  for (const who of [bob, alice]) farm.send(who, smartContract('service_contract_approve', SERVICE))
  for (const deployment of [1n, 2n])
    farm.send(
      bob,
      smartContract('create_node_contract', {
        node_id: Number(deployment),
        deployment_hash: new TextEncoder().encode(hashOfDeployment(deployment)),
        deployment_data: new Uint8Array(),
        public_ips: 0,
        solution_provider_id: undefined,
      }),
    )
  await farm.start()
  return farm
}
