import type { ProviderInterface } from '#polkadot'

/** Which parameter of a method says the block that is asked about. */
const BLOCK_PARAMETER: Readonly<Record<string, number>> = {
  state_getRuntimeVersion: 0,
  state_getMetadata: 0,
  state_call: 2,
}

/**
 * `@polkadot/api` over a connection of ours, as of one block: its runtime is that of the block, whatever the chain has become
 * since. To it the socket never drops, since what it does when one drops loses subscriptions and blocks. It only asks; whatever
 * is to be followed is followed by us.
 */
export function createProvider(
  request: (method: string, params: readonly unknown[]) => Promise<unknown>,
  blockHash: string,
): ProviderInterface {
  const asOfBlock = (method: string, params: readonly unknown[]): readonly unknown[] => {
    const position = BLOCK_PARAMETER[method]
    return position === undefined || params.length > position ? params : [...params, blockHash]
  }
  const provider: ProviderInterface = {
    // With them it would ask for the health of the endpoint every ten seconds, by timers of its own, for as long as the process lives.
    hasSubscriptions: false,
    isClonable: false,
    isConnected: true,
    clone: () => provider,
    connect: async () => {},
    disconnect: async () => {},
    on(type, listener) {
      if (type === 'connected') queueMicrotask(() => listener())
      return () => {}
    },
    send: async <Result>(method: string, params: unknown[]) =>
      (await request(method, asOfBlock(method, params))) as Result,
    subscribe: async () => 'kept-by-the-node',
    unsubscribe: async () => true,
  }
  return provider
}
