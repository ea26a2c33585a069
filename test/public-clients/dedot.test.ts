import { DedotClient, LegacyClient, WsProvider } from 'dedot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLiveChain } from '../devnet/live-chain.ts'

let stage: Awaited<ReturnType<typeof startLiveChain>>

beforeAll(async () => {
  stage = await startLiveChain()
})
afterAll(() => stage.devnet.stop())

describe.each([
  ['the new JSON-RPC', () => DedotClient.new(new WsProvider(stage.devnet.url))],
  ['the old JSON-RPC', () => LegacyClient.new(new WsProvider(stage.devnet.url))],
])('dedot by %s on the development chain', (_, connect) => {
  it('reads, submits, watches to the end, and names the error of a dispatch', async () => {
    const client = (await connect()) as unknown as Loose
    expect(client.genesisHash).toBe(stage.devnet.chain.genesis.hash)
    const account = await client.query['system']!['account']!(stage.bob.address)
    expect((account as { data: { free: bigint } }).data.free).toBeGreaterThan(0n)

    const remarked = await client.tx['system']!['remarkWithEvent']!('0x01').signAndSend(stage.bob).untilFinalized()
    expect(remarked.dispatchError).toBeUndefined()
    expect(remarked.status.type).toBe('Finalized')
    const events = JSON.stringify(remarked.events, (_, value) => (typeof value === 'bigint' ? String(value) : value))
    expect(events).toContain('Remarked')

    const failed = await client.tx['storageProvider']!['acceptAgreement']!(77n).signAndSend(stage.bob).untilFinalized()
    expect(client.registry.findErrorMeta(failed.dispatchError)?.name).toBe('ProviderNotFound')
    await client.disconnect()
  })
})

interface Sent {
  untilFinalized(): Promise<{
    readonly status: { readonly type: string }
    readonly dispatchError?: unknown
    readonly events: Array<{ event: unknown }>
  }>
}

/** What is used of it, without types of a chain. */
interface Loose {
  readonly genesisHash: string
  readonly query: Record<string, Record<string, (...keys: unknown[]) => Promise<unknown>>>
  readonly tx: Record<string, Record<string, (...args: unknown[]) => { signAndSend(pair: unknown): Sent }>>
  readonly registry: { findErrorMeta(error: unknown): { name: string } | undefined }
  disconnect(): Promise<void>
}
