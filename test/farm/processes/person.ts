import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { createEndpoint, type Endpoint } from '../../../src/grid/messages/endpoint/endpoint.ts'
import { relayTransport } from '../../../src/grid/messages/relay/client.ts'
import { createSystemClock, type Log } from '../../../src/kernel/index.ts'
import type { FarmChain } from './chain.ts'
import type { Person } from './places.ts'

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} }
const clock = createSystemClock()

/** Somebody on the grid who asks others. */
export interface Asker {
  /** @throws with a `code` */
  ask(twin: number, command: string, payload: unknown, options?: AskOptions): Promise<unknown>
  close(): void
}

interface AskOptions {
  /** Milliseconds. */
  readonly within?: number
  readonly session?: string
}

export async function goOnGrid({ uri, twin }: Person, relay: string, chain: FarmChain): Promise<Asker> {
  const signer = await createLocalSigner(uri)
  const identity = { address: { twinId: twin, session: 'person' }, signer, network: chain.genesis }
  const connected = Promise.withResolvers<void>()
  const endpoint: Endpoint = createEndpoint({
    identity,
    twins: { accountOf: (id) => chain.accountOf(id) },
    clock,
    log: SILENT,
    ttl: 90_000,
    open: relayTransport({
      url: relay,
      identity,
      clock,
      random: Math.random,
      log: SILENT,
      onConnected: connected.resolve,
    }),
  })
  await connected.promise
  return {
    ask: (to, command, payload, { within = 20_000, session } = {}) =>
      endpoint.ask(to, command, payload, {
        signal: AbortSignal.timeout(within),
        ...(session !== undefined && { session }),
      }),
    close: () => endpoint.close(),
  }
}

export const codeOf = (error: unknown): string =>
  String((error as { code?: unknown } | null)?.code ?? (error instanceof Error ? error.message : error))
