import type { SubscriptionId } from './message.ts'

type Listener = (result: unknown) => void

/** Most notifications kept of a subscription that nobody listens to yet. */
const EARLY = 64

/** Hands notifications to whoever has the subscription that they belong to. */
export interface Notifications {
  deliver(subscription: SubscriptionId, result: unknown): void
  listen(subscription: SubscriptionId, listener: Listener): void
  forget(subscription: SubscriptionId): void
}

export function createNotifications(): Notifications {
  const listeners = new Map<SubscriptionId, Listener>()
  // A notification may come before the reply that tells which subscription it belongs to is handled.
  const early = new Map<SubscriptionId, unknown[]>()
  return {
    deliver(subscription, result) {
      const listener = listeners.get(subscription)
      if (listener !== undefined) listener(result)
      else early.set(subscription, [...(early.get(subscription) ?? []).slice(1 - EARLY), result])
    },
    listen(subscription, listener) {
      listeners.set(subscription, listener)
      for (const result of early.get(subscription) ?? []) listener(result)
      early.delete(subscription)
    },
    forget(subscription) {
      listeners.delete(subscription)
    },
  }
}
