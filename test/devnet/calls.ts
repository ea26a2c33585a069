import type { DevAccount } from '../../src/devnet/accounts.ts'
import type { Call } from '../../src/devnet/runtime/index.ts'
import type { ProxyType } from '../../src/devnet/runtime/pallets/proxy/types.ts'

type CallsOf<P extends Call['type']> = Extract<Call, { type: P }>['value']
type Args<P extends Call['type'], N extends string> = Extract<CallsOf<P>, { type: N }>['value']

/** `storageProvider('create_bucket', {min_providers: 1})`. */
export const storageProvider = <N extends CallsOf<'StorageProvider'>['type']>(
  type: N,
  value: Args<'StorageProvider', N>,
): Call => ({ type: 'StorageProvider', value: { type, value } }) as Call

export const tfgrid = <N extends CallsOf<'TfgridModule'>['type']>(type: N, value: Args<'TfgridModule', N>): Call =>
  ({ type: 'TfgridModule', value: { type, value } }) as Call

export const smartContract = <N extends CallsOf<'SmartContractModule'>['type']>(
  type: N,
  value: Args<'SmartContractModule', N>,
): Call => ({ type: 'SmartContractModule', value: { type, value } }) as Call

export const tftPrice = <N extends CallsOf<'TFTPriceModule'>['type']>(
  type: N,
  value: Args<'TFTPriceModule', N>,
): Call => ({ type: 'TFTPriceModule', value: { type, value } }) as Call

export const agreements = <N extends CallsOf<'GridAgreements'>['type']>(
  type: N,
  value: Args<'GridAgreements', N>,
): Call => ({ type: 'GridAgreements', value: { type, value } }) as Call

export const sudo = (call: Call): Call => ({ type: 'Sudo', value: { type: 'sudo', value: { call } } })

export const balances = <N extends CallsOf<'Balances'>['type']>(type: N, value: Args<'Balances', N>): Call =>
  ({ type: 'Balances', value: { type, value } }) as Call

export const remark = (text: string, type: 'remark' | 'remark_with_event' = 'remark'): Call => ({
  type: 'System',
  value: { type, value: { remark: new TextEncoder().encode(text) } },
})

export const transfer = (to: DevAccount, value: bigint): Call =>
  balances('transfer_allow_death', { dest: { type: 'Id', value: to.publicKey }, value })

export const utility = (type: 'batch' | 'batch_all' | 'force_batch', ...calls: Call[]): Call => ({
  type: 'Utility',
  value: { type, value: { calls } },
})

const id = ({ publicKey }: DevAccount) => ({ type: 'Id' as const, value: publicKey })

export const addProxy = (delegate: DevAccount, kind: ProxyType['type'], delay = 0): Call => ({
  type: 'Proxy',
  value: { type: 'add_proxy', value: { delegate: id(delegate), proxy_type: { type: kind }, delay } },
})

export const removeProxy = (delegate: DevAccount, kind: ProxyType['type']): Call => ({
  type: 'Proxy',
  value: { type: 'remove_proxy', value: { delegate: id(delegate), proxy_type: { type: kind }, delay: 0 } },
})

export const proxied = (real: DevAccount, call: Call): Call => ({
  type: 'Proxy',
  value: { type: 'proxy', value: { real: id(real), force_proxy_type: undefined, call } },
})
