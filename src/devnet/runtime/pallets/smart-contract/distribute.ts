import type { Execution } from '../../pallet/index.ts'
import { DispatchFailure } from '../../primitives/index.ts'
import { percentOf } from './arithmetic.ts'
import type { Contracting } from './context.ts'
import { pricingOf } from './cost.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { farmOf, nodeOf, twinOf } from './rules.ts'
import { storage } from './storage.ts'
import type { Contract } from './types.ts'

/** What a farmer asked on top goes to the farmer. */
export function payFarmer(
  execution: Execution,
  { twin_id, contract_type }: Contract,
  amount: bigint,
  { ledger }: Contracting,
): void {
  if (amount === 0n) return
  if (contract_type.type !== 'RentContract') throw failure.InvalidContractType()
  const { storage: access } = execution
  const farm = farmOf(access, nodeOf(access, contract_type.value.node_id).farm_id)
  const [from, to] = [twinOf(access, twin_id), twinOf(access, farm.twin_id)]
  ledger.transfer(execution, from.account_id, to.account_id, amount, 'preserve')
}

/** A tenth to the foundation, a twentieth to validators, half to sales and solutions; what is left is burned. */
export function payShares(
  execution: Execution,
  { contract_id, twin_id, solution_provider_id }: Contract,
  amount: bigint,
  { ledger, rules }: Contracting,
): void {
  if (amount === 0n) return
  const { storage: access, deposit } = execution
  const from = twinOf(access, twin_id).account_id
  const { foundation_account, certified_sales_account } = pricingOf(access)
  const [foundation, validators, half] = [10, 5, 50].map((percent) => percentOf(percent, amount)) as [
    bigint,
    bigint,
    bigint,
  ]
  ledger.transfer(execution, from, foundation_account, foundation, 'preserve')
  ledger.transfer(execution, from, rules.stakingPool, validators, 'preserve')
  const solution = solution_provider_id && storage.SolutionProviders.get(access, solution_provider_id)
  const providers = solution ? solution.providers : []
  try {
    for (const { who, take } of providers) ledger.transfer(execution, from, who, percentOf(take, amount), 'preserve')
  } catch (error) {
    throw error instanceof DispatchFailure ? failure.InvalidProviderConfiguration() : error
  }
  const sales = providers.reduce((left, { take }) => left - take, 50)
  if (sales > 0) ledger.transfer(execution, from, certified_sales_account, percentOf(sales, amount), 'preserve')
  const burned = half - foundation - validators
  ledger.burn(execution, from, burned)
  deposit(event.TokensBurned({ contract_id, amount: burned }))
}
