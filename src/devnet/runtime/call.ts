import type { CallSet } from './pallet/index.ts'
import type { createCalls as createBalancesCalls } from './pallets/balances/calls.ts'
import type { createGridAgreementsCalls } from './pallets/grid-agreements/index.ts'
import type { ProxyType } from './pallets/proxy/types.ts'
import type { createSmartContractCalls } from './pallets/smart-contract/index.ts'
import type { createStorageProviderCalls } from './pallets/storage-provider/index.ts'
import type { systemCalls } from './pallets/system/calls.ts'
import type { createTfgridCalls } from './pallets/tfgrid/index.ts'
import type { createTftPriceCalls } from './pallets/tft-price/index.ts'
import type { AccountId } from './primitives/index.ts'

type CallsOf<S> = S extends CallSet<infer C> ? C : never

type Id = { type: 'Id'; value: AccountId }

/** A call of this runtime, by pallet and name: `{type: 'System', value: {type: 'remark', value: {remark}}}`. */
export type Call =
  | { type: 'System'; value: CallsOf<typeof systemCalls> }
  | { type: 'Balances'; value: CallsOf<ReturnType<typeof createBalancesCalls>> }
  | { type: 'StorageProvider'; value: CallsOf<ReturnType<typeof createStorageProviderCalls>> }
  | { type: 'TfgridModule'; value: CallsOf<ReturnType<typeof createTfgridCalls>> }
  | { type: 'SmartContractModule'; value: CallsOf<ReturnType<typeof createSmartContractCalls>> }
  | { type: 'TFTPriceModule'; value: CallsOf<ReturnType<typeof createTftPriceCalls>> }
  | { type: 'GridAgreements'; value: CallsOf<ReturnType<typeof createGridAgreementsCalls>> }
  | { type: 'Sudo'; value: { type: 'sudo'; value: { call: Call } } }
  | { type: 'Utility'; value: { type: 'batch' | 'batch_all' | 'force_batch'; value: { calls: Call[] } } }
  | {
      type: 'Proxy'
      value:
        | { type: 'proxy'; value: { real: Id; force_proxy_type: undefined; call: Call } }
        | { type: 'add_proxy' | 'remove_proxy'; value: { delegate: Id; proxy_type: ProxyType; delay: number } }
    }
  | { type: 'Timestamp'; value: { type: 'set'; value: { now: bigint } } }
