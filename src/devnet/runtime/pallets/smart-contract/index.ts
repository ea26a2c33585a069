import { defineCalls, definePallet } from '../../pallet/index.ts'
import { contractCalls } from './calls-contract.ts'
import { nodeContractCalls } from './calls-node-contract.ts'
import { reportCalls } from './calls-report.ts'
import { serviceCalls } from './calls-service.ts'
import { serviceBillCalls } from './calls-service-bill.ts'
import { solutionCalls } from './calls-solution.ts'
import { constants } from './constants.ts'
import type { Contracting } from './context.ts'
import { errors } from './errors.ts'
import { events } from './events.ts'
import { smartContractIdentity } from './identity.ts'
import { storage } from './storage.ts'

export const createSmartContractCalls = (contracting: Contracting) =>
  defineCalls(smartContractIdentity, {
    ...nodeContractCalls,
    ...contractCalls(contracting),
    ...reportCalls,
    ...solutionCalls,
    ...serviceCalls,
    ...serviceBillCalls(contracting),
  })

/** Contracts for deployments, names and whole nodes, with their bills; contracts for services. */
export const createSmartContract = (contracting: Contracting) =>
  definePallet({
    identity: smartContractIdentity,
    calls: createSmartContractCalls(contracting),
    events,
    errors,
    storage,
    constants,
    genesis: (access) => storage.BillingFrequency.set(access, contracting.rules.billingFrequency),
  })

export { DEFAULT_RULES, type SmartContractRules } from './constants.ts'
export { contractsDue } from './due.ts'
export { nodeHooks } from './node-hooks.ts'
export { storage as smartContractStorage } from './storage.ts'
