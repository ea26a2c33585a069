import { describe, expect, it } from 'vitest'
import type { DispatchOutcome } from '../../../src/chain/transactions/events.ts'
import { defineUnit } from '../../../src/kernel/index.ts'
import { ProviderDeregistered, ProviderRegistered, ProviderSettingsUpdated } from '../../../src/storage/chain-facts.ts'
import { DescribeProvider } from '../../../src/storage/provider-state/events.ts'
import { providerStateUnit } from '../../../src/storage/provider-state/spec.ts'
import { hashOf, startStage, THEM, US } from '../stage.ts'

const SETTINGS = {
  minDuration: 0,
  maxDuration: 1_000,
  pricePerByte: 0,
  acceptingPrimary: true,
  replicaSyncPrice: null,
  acceptingExtensions: true,
  maxCapacity: 0,
}
const ENTRY = {
  multiaddr: '0x',
  publicKey: US,
  stake: '1000',
  committedBytes: 0,
  settings: SETTINGS,
  deregisterAt: null,
}
const ADDRESS = '/ip4/10.0.0.1/tcp/3333'

/** The unit on a chain that does what it is told. */
async function stage(config: Record<string, unknown> = {}, type = 'sr25519') {
  const attestor = { provider: US, key: US, type, attest: () => Promise.reject(new Error('nothing to sign')) }
  const chain = await startStage(providerStateUnit, {
    ports: { attestor } as never,
    config: { provider: US, publicAddress: ADDRESS, backoff: { min: 10, max: 10 }, ...config },
  })
  const handle = chain.system.register(defineUnit({ name: 'asker', asks: [DescribeProvider] }))
  chain.constants.set('MinStakePerByte', 1)
  chain.constants.set('MinProviderStake', 1_000)
  const item = `Providers/${US}`
  const entry = () => chain.state.get(item) as typeof ENTRY | undefined
  const change = (more: Partial<Record<keyof typeof ENTRY, unknown>>) => chain.state.set(item, { ...entry(), ...more })
  const does: Record<string, (args: unknown[]) => void> = {
    register_provider: ([address, key, stake]) =>
      chain.state.set(item, { ...ENTRY, multiaddr: address, publicKey: key, stake: String(stake) }),
    add_stake: ([amount]) => change({ stake: String(BigInt(entry()!.stake) + (amount as bigint)) }),
    update_provider_settings: ([settings]) => change({ settings }),
    deregister_provider: () => change({ deregisterAt: chain.head + 5 }),
    cancel_deregister: () => change({ deregisterAt: null }),
    complete_deregister: () => chain.state.delete(item),
  }
  chain.submitBy(({ call }) => {
    does[call.name]!(call.args)
    return { result: 'success' }
  })
  return {
    ...chain,
    put: (more: object = {}) => void chain.state.set(item, { ...ENTRY, ...more }),
    entry,
    here: () => ({ number: chain.head, hash: hashOf(chain.head) }),
    calls: () => chain.submissions.map(({ call }) => call.name),
    changes: () => chain.told('storage.ProviderStateChanged'),
    duties: () => chain.told('duty.Changed').map(({ key, state, detail }) => [key, state, detail]),
    async describe() {
      const asked = handle.ask(DescribeProvider, null)
      await chain.system.settled()
      return asked
    },
  }
}

describe('what the chain has about the provider', () => {
  it('is read as a whole at a marked block and after each change of ours, and told', async () => {
    const s = await stage()
    s.put()
    expect(await s.describe()).toMatchObject({ ok: false, refusal: { reason: 'unavailable', retryable: true } })
    await s.block({ marked: true })
    expect(s.resyncs()).toEqual({ needed: 1, done: 1 })
    expect(await s.describe()).toMatchObject({ ok: true, value: { isRegistered: true, stake: 1_000n, at: 1 } })
    s.put({ stake: '7000' })
    s.system.emit(ProviderSettingsUpdated, { provider: THEM, block: s.here() })
    await s.block()
    expect(s.changes()).toHaveLength(1)
    s.system.emit(ProviderSettingsUpdated, { provider: US, block: s.here() })
    await s.block()
    expect(s.changes().at(-1)).toMatchObject({ stake: 7_000n, at: 3 })
    s.state.delete(`Providers/${US}`)
    s.system.emit(ProviderDeregistered, { provider: US, stakeReturned: 1n, block: s.here() })
    await s.block()
    expect(s.changes().at(-1)).toMatchObject({ isRegistered: false, stake: null })
    expect(s.calls()).toEqual([])
  })

  it('is read again when a change comes while it is being read', async () => {
    const s = await stage()
    s.put()
    await s.block({ marked: true })
    s.put({ stake: '2000' })
    s.system.emit(ProviderSettingsUpdated, { provider: US, block: s.here() })
    s.put({ stake: '3000' })
    s.system.emit(ProviderSettingsUpdated, { provider: US, block: s.here() })
    await s.block()
    expect(s.changes().at(-1)).toMatchObject({ stake: 3_000n })
  })

  it('is read once the chain can be read, and only then acknowledged', async () => {
    const s = await stage()
    s.put()
    s.failNextReads(2)
    await s.block({ marked: true })
    await s.block()
    await s.block()
    expect(s.resyncs().done).toBe(1)
    expect(s.changes()).toHaveLength(1)
  })
})

describe('the provider that an operator wants', () => {
  it('is registered once, with address, key and stake, and its terms set', async () => {
    const s = await stage({ register: { stake: '5000' }, settings: { pricePerByte: '3', replicaSyncPrice: 2 } })
    await s.block({ marked: true })
    await s.block({ marked: true })
    expect(s.calls()).toEqual(['register_provider', 'update_provider_settings'])
    expect(s.entry()).toMatchObject({ multiaddr: `0x${Buffer.from(ADDRESS).toString('hex')}`, publicKey: US })
    expect(s.entry()!.settings).toEqual({
      ...SETTINGS,
      pricePerByte: 3n,
      replicaSyncPrice: 2n,
      maxCapacity: 0n,
    })
    s.system.emit(ProviderRegistered, { provider: US, stake: 5_000n, block: s.here() })
    await s.block()
    expect(s.calls()).toHaveLength(2)
    expect(s.duties()).toEqual([
      ['register', 'running', undefined],
      ['register', 'done', undefined],
      ['settings', 'running', undefined],
      ['settings', 'done', undefined],
    ])
  })

  it('has its terms put back when somebody changes them', async () => {
    const s = await stage({ settings: { maxDuration: 50 } })
    s.put()
    await s.block({ marked: true })
    s.put()
    s.system.emit(ProviderSettingsUpdated, { provider: US, block: s.here() })
    await s.block()
    expect(s.calls()).toEqual(['update_provider_settings', 'update_provider_settings'])
    expect(s.entry()!.settings.maxDuration).toBe(50)
  })

  it('has stake added, by the same name for the same step, with growing pauses when it comes to nothing', async () => {
    const s = await stage({ stake: { atLeast: 2_500 }, backoff: { min: 10, max: 1_000 } })
    s.put()
    const failed: DispatchOutcome = { result: 'failed', error: { pallet: 'Balances', name: 'X', retryable: true } }
    // The second says that it was done, and it was not.
    const outcomes: DispatchOutcome[] = [failed, { result: 'success' }, failed]
    s.submitBy(() => outcomes.shift() ?? failed)
    await s.block({ marked: true })
    for (let blocks = 0; blocks < 20; blocks += 1) await s.block()
    const keys = s.submissions.map(({ key, call }) => [key, call.args[0]])
    expect(keys.slice(0, 3)).toEqual([0, 1, 2].map((turn) => [`provider/stake/1000/2500/${turn}`, 1_500n]))
    expect(keys.length).toBeLessThan(7)
  })

  it.each([
    [{ register: { stake: 10 } }, undefined, 'register.stake is 10; the chain wants at least 1000'],
    [{ settings: { minDuration: 2_000 } }, {}, 'settings.minDuration is 2000, above settings.maxDuration of 1000'],
    [
      { settings: { maxCapacity: 10 } },
      { committedBytes: 20 },
      'settings.maxCapacity is 10, and 20 bytes are stored already',
    ],
    [{ settings: { maxCapacity: 5_000 } }, {}, 'settings.maxCapacity of 5000 needs a stake of 5000; it is 1000'],
    [{ leave: true }, { committedBytes: 9 }, '9 bytes are still stored for others'],
  ])('says why %j is not possible, and does not try', async (config, entry, reason) => {
    const s = await stage(config)
    if (entry !== undefined) s.put(entry)
    await s.block({ marked: true })
    expect(s.calls()).toEqual([])
    expect(s.duties().at(-1)![2]).toBe(reason)
  })

  it('cannot be registered by a key that is not known', async () => {
    const s = await stage({ register: { stake: 5_000 } }, 'ecdsa')
    await s.block({ marked: true })
    expect(s.calls()).toEqual([])
  })

  it('leaves in two steps when it is to, and comes back when it is not any more', async () => {
    const s = await stage({ leave: true })
    s.put()
    await s.block({ marked: true })
    expect(s.calls()).toEqual(['deregister_provider'])
    await s.block({ to: 5 })
    expect(s.calls()).toEqual(['deregister_provider'])
    await s.block({ to: 6 })
    await s.block()
    expect(s.calls()).toEqual(['deregister_provider', 'complete_deregister'])
    expect(s.changes().at(-1)).toMatchObject({ isRegistered: false })
    const back = await stage()
    back.put({ deregisterAt: 9 })
    await back.block({ marked: true })
    expect(back.calls()).toEqual(['cancel_deregister'])
  })
})
