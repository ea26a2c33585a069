import { boundedVec, option, type Type, tuple, u32, u128 } from '../../../scale/index.ts'
import {
  call,
  constant,
  defaulted,
  defineCalls,
  definePallet,
  defineStorage,
  type Execution,
  type Outer,
  signedBy,
} from '../../pallet/index.ts'
import {
  type AccountId,
  accountId,
  accountOf,
  addWeight,
  type DispatchError,
  DispatchFailure,
  multiAddress,
} from '../../primitives/index.ts'
import type { Ledger } from '../balances/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { event, failure, proxyErrors, proxyEvents } from './events.ts'
import { mayMake } from './filter.ts'
import { proxyIdentity } from './identity.ts'
import { type ProxyDefinition, type ProxyType, proxyDefinition, proxyType } from './types.ts'

const MAX_PROXIES = 32
const DEPOSIT_BASE = 2_000_000_000n
const DEPOSIT_FACTOR = 33_000_000n

const proxyStorage = defineStorage('Proxy', {
  Proxies: defaulted(tuple(boundedVec(proxyDefinition, MAX_PROXIES), u128), [[], 0n], [['Twox64Concat', accountId]], {
    docs: 'The delegates of each account, and what is reserved for them.',
  }),
})
const { Proxies } = proxyStorage

const sameAccount = (a: AccountId, b: AccountId) => Buffer.compare(a, b) === 0
const isSame = (a: ProxyDefinition, b: ProxyDefinition) =>
  sameAccount(a.delegate, b.delegate) && a.proxy_type.type === b.proxy_type.type && a.delay === b.delay

export function createProxy(runtimeCall: Type<Outer>, ledger: Ledger) {
  const weight = () => nominalWeight(1, 1, 20_000_000n)
  const definition = { delegate: multiAddress, proxy_type: proxyType, delay: u32 } as const

  function write(execution: Execution, who: AccountId, definitions: ProxyDefinition[]): void {
    const [, before] = Proxies.get(execution.storage, who)
    const deposit = definitions.length === 0 ? 0n : DEPOSIT_BASE + DEPOSIT_FACTOR * BigInt(definitions.length)
    if (deposit > before) ledger.reserve(execution, who, deposit - before)
    else ledger.unreserve(execution, who, before - deposit)
    if (definitions.length === 0) Proxies.remove(execution.storage, who)
    else Proxies.set(execution.storage, who, [definitions, deposit])
  }

  function runAs(
    execution: Execution,
    real: AccountId,
    kind: ProxyType['type'],
    inner: Outer,
  ): DispatchError | undefined {
    try {
      if (!mayMake(kind, inner)) throw failure.Unproxyable()
      execution.dispatch({ type: 'signed', account: real }, inner)
      return undefined
    } catch (error) {
      if (error instanceof DispatchFailure) return error.error
      throw error
    }
  }

  const calls = defineCalls(proxyIdentity, {
    proxy: call(
      {
        index: 0,
        args: { real: multiAddress, force_proxy_type: option(proxyType), call: runtimeCall },
        weight: ({ call: inner }, { weightOf }) => addWeight(weight(), weightOf(inner)),
        docs: 'Make a call for an account that the sender is a proxy of.',
      },
      (execution, origin, { real, force_proxy_type: forced, call: inner }) => {
        const who = signedBy(origin)
        const account = accountOf(real)
        const found = Proxies.get(execution.storage, account)[0].find(
          ({ delegate, proxy_type }) =>
            sameAccount(delegate, who) && (forced === undefined || forced.type === proxy_type.type),
        )
        if (found === undefined) throw failure.NotProxy()
        if (found.delay > 0) throw failure.Unannounced()
        const error = runAs(execution, account, found.proxy_type.type, inner)
        execution.deposit(
          event.ProxyExecuted({ result: error ? { type: 'Err', value: error } : { type: 'Ok', value: [] } } as never),
        )
      },
    ),
    add_proxy: call(
      { index: 1, args: definition, weight, docs: 'Make an account a proxy of the sender.' },
      (execution, origin, { delegate, proxy_type, delay }) => {
        const who = signedBy(origin)
        const added = { delegate: accountOf(delegate), proxy_type, delay }
        if (sameAccount(who, added.delegate)) throw failure.NoSelfProxy()
        const [definitions] = Proxies.get(execution.storage, who)
        if (definitions.some((each) => isSame(each, added))) throw failure.Duplicate()
        if (definitions.length >= MAX_PROXIES) throw failure.TooMany()
        write(execution, who, [...definitions, added])
        execution.deposit(event.ProxyAdded({ delegator: who, delegatee: added.delegate, proxy_type, delay }))
      },
    ),
    remove_proxy: call(
      { index: 2, args: definition, weight, docs: 'Take back what an account may do for the sender.' },
      (execution, origin, { delegate, proxy_type, delay }) => {
        const who = signedBy(origin)
        const removed = { delegate: accountOf(delegate), proxy_type, delay }
        const [definitions] = Proxies.get(execution.storage, who)
        if (!definitions.some((each) => isSame(each, removed))) throw failure.NotFound()
        write(
          execution,
          who,
          definitions.filter((each) => !isSame(each, removed)),
        )
        execution.deposit(event.ProxyRemoved({ delegator: who, delegatee: removed.delegate, proxy_type, delay }))
      },
    ),
    remove_proxies: call(
      { index: 3, args: {}, weight, docs: 'Take back what all proxies may do for the sender.' },
      (execution, origin) => write(execution, signedBy(origin), []),
    ),
  })

  return definePallet({
    identity: proxyIdentity,
    calls,
    events: proxyEvents,
    errors: proxyErrors,
    storage: proxyStorage,
    constants: {
      ProxyDepositBase: constant(u128, DEPOSIT_BASE, 'Reserved for having any proxy.'),
      ProxyDepositFactor: constant(u128, DEPOSIT_FACTOR, 'Reserved for each proxy.'),
      MaxProxies: constant(u32, MAX_PROXIES, 'The most proxies of one account.'),
    },
  })
}
