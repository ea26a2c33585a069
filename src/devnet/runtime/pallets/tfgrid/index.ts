import { defineCalls, definePallet } from '../../pallet/index.ts'
import { farmCalls } from './calls-farm.ts'
import { farmIpCalls } from './calls-farm-ip.ts'
import { nodeCalls } from './calls-node.ts'
import { farmersNodeCalls } from './calls-node-farmer.ts'
import { policyCalls } from './calls-policy.ts'
import { powerCalls } from './calls-power.ts'
import { twinCalls } from './calls-twin.ts'
import { constants } from './constants.ts'
import { errors } from './errors.ts'
import { events } from './events.ts'
import { storeGenesis, type TfgridGenesis } from './genesis.ts'
import type { NodeHooks } from './hooks.ts'
import { tfgridIdentity } from './identity.ts'
import { storage } from './storage.ts'

export const createTfgridCalls = (hooks: NodeHooks) =>
  defineCalls(tfgridIdentity, {
    ...farmCalls,
    ...farmIpCalls,
    ...nodeCalls(hooks),
    ...farmersNodeCalls(hooks),
    ...twinCalls,
    ...policyCalls,
    ...powerCalls(hooks),
  })

/** Twins, farms, nodes and their power. */
export const createTfgrid = (genesis: TfgridGenesis, hooks: NodeHooks) =>
  definePallet({
    identity: tfgridIdentity,
    calls: createTfgridCalls(hooks),
    events,
    errors,
    storage,
    constants,
    genesis: (access) => storeGenesis(access, genesis),
  })

export { DEVELOPMENT_PRICES, type GenesisPrices, type TfgridGenesis } from './genesis.ts'
export type { GenesisFarm, GenesisNode } from './genesis-farms.ts'
export type { NodeHooks } from './hooks.ts'
export { storage as tfgridStorage } from './storage.ts'
