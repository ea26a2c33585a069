import { bytes, u64 } from '../../../scale/index.ts'
import { call, signedBy } from '../../pallet/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { nowInSeconds } from '../timestamp/seconds.ts'
import { lesser, rounded } from './arithmetic.ts'
import { serviceContractOf } from './calls-service.ts'
import { MAX_BILL_METADATA, REFERENCE_PERIOD } from './constants.ts'
import type { Contracting } from './context.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { inTokens } from './price.ts'
import { twinIdOf, twinOf } from './rules.ts'
import { storage } from './storage.ts'

/** Fees are in thousandths of a USD, costs in ten-thousandths of those. */
const PARTS = 10_000n

export const serviceBillCalls = ({ ledger }: Contracting) => ({
  service_contract_bill: call(
    {
      index: 17,
      args: { service_contract_id: u64, variable_amount: u64, metadata: bytes },
      weight: () => nominalWeight(8, 4),
      docs: 'Takes what is due since the last bill, for an hour at the most: by the service.',
    },
    (execution, origin, { service_contract_id, variable_amount, metadata }) => {
      const { storage: access, deposit } = execution
      const twinId = twinIdOf(access, signedBy(origin))
      const before = serviceContractOf(access, service_contract_id)
      if (twinId !== before.service_twin_id) throw failure.TwinNotAuthorized()
      if (before.state.type !== 'ApprovedByBoth') throw failure.ServiceContractBillingNotApprovedByBoth()
      const now = nowInSeconds(access)
      const window = lesser(now - before.last_bill, REFERENCE_PERIOD)
      if (variable_amount > rounded(window * before.variable_fee, REFERENCE_PERIOD))
        throw failure.ServiceContractBillingVariableAmountTooHigh()
      if (metadata.length > MAX_BILL_METADATA) throw failure.ServiceContractBillMetadataTooLong()
      const base = before.base_fee * PARTS * window
      const variable = variable_amount * PARTS * REFERENCE_PERIOD
      const amount = inTokens(access, rounded(base + variable, REFERENCE_PERIOD))
      const [service, consumer] = [twinOf(access, twinId), twinOf(access, before.consumer_twin_id)]
      // As on the real chain the contract outlives a bill that cannot be paid.
      if (ledger.usable(execution, consumer.account_id) < amount) throw failure.ServiceContractNotEnoughFundsToPayBill()
      ledger.transfer(execution, consumer.account_id, service.account_id, amount, 'preserve')
      const service_contract = { ...before, last_bill: now }
      storage.ServiceContracts.set(access, service_contract_id, service_contract)
      const bill = { variable_amount, window, metadata }
      deposit(event.ServiceContractBilled({ service_contract, bill, amount }))
    },
  ),
})
