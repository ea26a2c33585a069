import { describe, expect, it } from 'vitest'
import { multiaddrUnit } from '../../../src/storage/multiaddr/spec.ts'
import { ProviderStateChanged } from '../../../src/storage/provider-state/events.ts'
import { startStage, US } from '../stage.ts'

const OURS = '/ip4/10.0.0.1/tcp/3333'
const hex = (text: string) => `0x${Buffer.from(text).toString('hex')}`

async function stage() {
  const chain = await startStage(multiaddrUnit, {
    ports: {},
    config: { provider: US, publicAddress: OURS, backoff: { min: 1_000, max: 8_000 } },
  })
  return {
    ...chain,
    async has(multiaddr: string | null) {
      chain.system.emit(ProviderStateChanged, {
        provider: US,
        at: chain.head,
        isRegistered: multiaddr !== null,
        multiaddr,
        publicKey: US,
        stake: 1n,
        committedBytes: 0n,
        deregisterAt: null,
      })
      await chain.system.settled()
    },
    async wait(milliseconds: number) {
      chain.clock.advance(milliseconds)
      await chain.system.settled()
    },
  }
}

describe('the address of a provider', () => {
  it('is told when the chain has another, and only then', async () => {
    const s = await stage()
    await s.has(null)
    await s.has(OURS)
    expect(s.submissions).toEqual([])
    await s.has('/ip4/10.0.0.9/tcp/1')
    expect(s.submissions.map(({ call }) => [call.name, ...call.args])).toEqual([
      ['update_provider_multiaddr', hex(OURS)],
    ])
    expect(s.told('duty.Changed').map(({ state }) => state)).toEqual(['running', 'done'])
  })

  it('is kept true for ever, also when it is registered late or changed later', async () => {
    const s = await stage()
    await s.has(null)
    for (const other of ['', '/ip4/10.0.0.9/tcp/1', '']) {
      await s.has(other)
      await s.has(OURS)
      await s.wait(2_000)
    }
    expect(s.submissions).toHaveLength(3)
    expect(new Set(s.submissions.map(({ key }) => key)).size).toBe(3)
  })

  it('is not told again at once when the chain will not have it, nor when nothing changes by it', async () => {
    const s = await stage()
    s.submitBy(() => ({
      result: 'failed',
      error: { pallet: 'StorageProvider', name: 'ProviderNotFound', retryable: false },
    }))
    await s.has('')
    for (let seconds = 0; seconds < 30; seconds += 1) await s.wait(1_000)
    expect(s.submissions.length).toBeGreaterThan(2)
    expect(s.submissions.length).toBeLessThan(12)
    s.submitBy(() => ({ result: 'success' }))
    await s.wait(10_000)
    const told = s.submissions.length
    await s.wait(400)
    expect(s.submissions).toHaveLength(told)
  })
})
