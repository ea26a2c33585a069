import { bool, boundedBytes, bytes, type Infer, struct, u8, u32, u64, variant, vec } from '../../../scale/index.ts'
import { accountId } from '../../primitives/index.ts'
import { MAX_BILL_METADATA, MAX_METADATA } from './constants.ts'

const own = (name: string) => `pallet_smart_contract::types::${name}`

export const serviceContract = struct(own('ServiceContract'), {
  service_contract_id: u64,
  service_twin_id: u32,
  consumer_twin_id: u32,
  base_fee: u64,
  variable_fee: u64,
  metadata: boundedBytes(MAX_METADATA),
  accepted_by_service: bool,
  accepted_by_consumer: bool,
  last_bill: u64,
  state: variant(own('ServiceContractState'), {
    Created: { index: 0 },
    AgreementReady: { index: 1 },
    ApprovedByBoth: { index: 2 },
  }),
})
export type ServiceContract = Infer<typeof serviceContract>

export const serviceContractBill = struct(own('ServiceContractBill'), {
  variable_amount: u64,
  window: u64,
  metadata: boundedBytes(MAX_BILL_METADATA),
})

/** Who gets a share of what contracts made through a solution cost. */
export const provider = struct(own('Provider'), { who: accountId, take: u8 }, [{ name: 'AccountId', type: accountId }])

export const solutionProvider = struct(
  own('SolutionProvider'),
  { solution_provider_id: u64, providers: vec(provider), description: bytes, link: bytes, approved: bool },
  [{ name: 'AccountId', type: accountId }],
)
export type SolutionProvider = Infer<typeof solutionProvider>
