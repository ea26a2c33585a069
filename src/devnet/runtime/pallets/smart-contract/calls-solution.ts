import { bool, bytes, u64, vec } from '../../../scale/index.ts'
import { call, ensureRoot, signedBy } from '../../pallet/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { ensureSolutionProvider } from './create.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { contractOf, twinIdOf } from './rules.ts'
import { storage } from './storage.ts'
import { provider } from './types-service.ts'

const { SolutionProviders, SolutionProviderID, BillingFrequency, Contracts } = storage

/** Percent that a solution's providers may take together. */
const MOST_TAKEN = 50

/** Solutions that contracts may be made through, and how often contracts are billed. */
export const solutionCalls = {
  create_solution_provider: call(
    {
      index: 8,
      args: { description: bytes, link: bytes, providers: vec(provider) },
      weight: () => nominalWeight(1, 2),
      docs: 'Offers a solution.',
    },
    ({ storage: access, deposit }, origin, { description, link, providers }) => {
      signedBy(origin)
      if (providers.reduce((sum, { take }) => sum + take, 0) > MOST_TAKEN) throw failure.InvalidProviderConfiguration()
      const solution_provider_id = SolutionProviderID.get(access) + 1n
      const made = { solution_provider_id, providers, description, link, approved: false }
      SolutionProviders.set(access, solution_provider_id, made)
      SolutionProviderID.set(access, solution_provider_id)
      deposit(event.SolutionProviderCreated(made))
    },
  ),

  approve_solution_provider: call(
    {
      index: 9,
      args: { solution_provider_id: u64, approve: bool },
      weight: () => nominalWeight(1, 1),
      docs: 'Restricted.',
    },
    ({ storage: access, deposit }, origin, { solution_provider_id, approve }) => {
      ensureRoot(origin)
      const before = SolutionProviders.get(access, solution_provider_id)
      if (!before) throw failure.NoSuchSolutionProvider()
      SolutionProviders.set(access, solution_provider_id, { ...before, approved: approve })
      deposit(event.SolutionProviderApproved(solution_provider_id, approve))
    },
  ),

  change_billing_frequency: call(
    { index: 18, args: { frequency: u64 }, weight: () => nominalWeight(1, 1), docs: 'Restricted; it only rises.' },
    ({ storage: access, deposit }, origin, { frequency }) => {
      ensureRoot(origin)
      if (frequency <= BillingFrequency.get(access)) throw failure.CanOnlyIncreaseFrequency()
      BillingFrequency.set(access, frequency)
      deposit(event.BillingFrequencyChanged(frequency))
    },
  ),

  attach_solution_provider_id: call(
    {
      index: 19,
      args: { contract_id: u64, solution_provider_id: u64 },
      weight: () => nominalWeight(3, 1),
      docs: 'Says afterwards which solution a contract was made through; once.',
    },
    ({ storage: access, deposit }, origin, { contract_id, solution_provider_id }) => {
      const account = signedBy(origin)
      ensureSolutionProvider(access, solution_provider_id)
      const contract = contractOf(access, contract_id)
      if (contract.twin_id !== twinIdOf(access, account) || contract.solution_provider_id !== undefined)
        throw failure.UnauthorizedToChangeSolutionProviderId()
      const updated = { ...contract, solution_provider_id }
      Contracts.set(access, contract_id, updated)
      deposit(event.ContractUpdated(updated))
    },
  ),
}
