import { archiveMethods, archiveSubscriptions } from './archive.ts'
import { authorMethods, authorSubscriptions } from './author.ts'
import { chainMethods, chainSubscriptions } from './chain.ts'
import { chainHeadMethods, chainHeadSubscriptions } from './chain-head/methods.ts'
import { chainSpecMethods } from './chain-spec.ts'
import { devMethods } from './dev.ts'
import type { Methods, Subscriptions } from './method.ts'
import { paymentMethods } from './payment.ts'
import { stateMethods, stateSubscriptions } from './state.ts'
import { systemMethods } from './system.ts'
import { transactionMethods } from './transaction.ts'

export const subscriptions: Subscriptions = {
  ...chainSubscriptions,
  ...stateSubscriptions,
  ...authorSubscriptions,
  ...archiveSubscriptions,
  ...chainHeadSubscriptions,
}

/** Ends of subscriptions: any of these names ends any subscription, as in Substrate. */
export const unsubscribeNames: ReadonlySet<string> = new Set(
  Object.values(subscriptions).map((subscription) => subscription.unsubscribe),
)

const answered: Methods = {
  ...systemMethods,
  ...chainMethods,
  ...stateMethods,
  ...paymentMethods,
  ...authorMethods,
  ...archiveMethods,
  ...chainHeadMethods,
  ...chainSpecMethods,
  ...transactionMethods,
  ...devMethods,
}

export const methods: Methods = {
  ...answered,
  rpc_methods: () => ({
    methods: [...Object.keys(answered), 'rpc_methods', ...Object.keys(subscriptions), ...unsubscribeNames].sort(),
  }),
}
