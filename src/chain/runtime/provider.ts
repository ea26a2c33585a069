import type { ProviderInterface } from '#polkadot'

/**
 * `@polkadot/api` over a connection of ours: to it the socket never drops, since what it does when one drops loses
 * subscriptions and blocks. It only asks; whatever is to be followed is followed by us.
 */
export function createProvider(
  request: (method: string, params: readonly unknown[]) => Promise<unknown>,
): ProviderInterface {
  const provider: ProviderInterface = {
    hasSubscriptions: true,
    isClonable: false,
    isConnected: true,
    clone: () => provider,
    connect: async () => {},
    disconnect: async () => {},
    on(type, listener) {
      if (type === 'connected') queueMicrotask(() => listener())
      return () => {}
    },
    send: async <Result>(method: string, params: unknown[]) => (await request(method, params)) as Result,
    subscribe: async () => 'kept-by-the-node',
    unsubscribe: async () => true,
  }
  return provider
}
