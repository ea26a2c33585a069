import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commitObjects } from '../store/stage.ts'
import { type Name, type Providers, startProviders } from './providers.ts'

const INTERVAL = 16
const GRACE = 8
const BUCKET = 0n

interface Submitted {
  readonly window: bigint
  readonly leader: string
  readonly signers: readonly string[]
}

let p: Providers
beforeEach(async () => {
  p = await startProviders({ minProviders: 2, interval: INTERVAL, grace: GRACE, peersOnly: true })
})
afterEach(() => p.end(), 60_000)

const submittedTo = (name: Name) => p.told(name, 'storage.ProviderCheckpointSubmitted') as unknown as Submitted[]
const endsOf = (name: Name) => p.told(name, 'storage.CheckpointEnded')
const firstBlockOf = (window: number) => window * INTERVAL

/** Whether an intent is a checkpoint of one of these windows. */
const isOf = (windows: readonly bigint[], key: string): boolean =>
  windows.some((window) => key === `checkpoint/${BUCKET}/${window}`)

/** The same object to these providers, to one after another. */
async function upload(text: string, names: readonly Name[] = p.names): Promise<void> {
  for (const name of names) await commitObjects(p.contentOf(name), BUCKET, text)
}

/** All three are primaries, and hold the same. @returns the first whole window after that */
async function settled(): Promise<number> {
  await Promise.all(p.names.map((name) => p.start(name)))
  for (let made = 0; p.bucket().primary_providers.length < 3; made += 1) {
    if (made === 30) throw new Error('the agreements were not accepted')
    await p.block()
  }
  await upload('first')
  return Math.floor(p.head / INTERVAL) + 1
}

describe('three providers on a chain', () => {
  it('have every window checkpointed once, by its leader, with the signatures of all, while a client writes', {
    timeout: 120_000,
  }, async () => {
    const first = await settled()
    const windows = Array.from({ length: 10 }, (_, index) => BigInt(first + index))
    while (p.head < firstBlockOf(first + 10)) {
      // Now and then some of them are a commit behind when they are asked.
      if (p.head % 5 === 0) await commitObjects(p.contentOf('Alice'), BUCKET, `at ${p.head}`)
      if (p.head % 5 === 1 && p.head > firstBlockOf(first) - INTERVAL)
        await upload(`at ${p.head - 1}`, ['Bob', 'Charlie']).catch(() => {})
      await p.block()
    }
    const seen = submittedTo('Alice').filter(({ window }) => windows.includes(window))
    expect(seen.map(({ window }) => window)).toEqual(windows)
    for (const { signers, window } of seen) expect(new Set(signers).size, `window ${window}`).toBe(3)
    expect(new Set(seen.map(({ leader }) => leader)).size).toBeGreaterThan(1)
    for (const name of p.names) {
      const ends = endsOf(name).filter(({ window }) => windows.includes(window as bigint))
      expect(ends.map(({ window, outcome }) => [window, outcome])).toEqual(windows.map((window) => [window, 'done']))
      const settled = p.told(name, 'transactions.Settled').filter(({ key }) => isOf(windows, String(key)))
      // What it submitted was never in vain.
      expect(settled.filter(({ outcome }) => outcome !== 'success')).toEqual([])
    }
    expect(p.bucket().snapshot?.primary_signers).toEqual(Uint8Array.of(0b111))
  })

  it('have every window checkpointed by the other two when one is away, its own after the grace', {
    timeout: 120_000,
  }, async () => {
    const first = await settled()
    await p.stop('Charlie')
    const count = 8
    while (p.head < firstBlockOf(first + count)) await p.block()
    const seen = submittedTo('Alice').filter(({ window }) => window >= BigInt(first))
    expect(seen.slice(0, count).map(({ window }) => Number(window) - first)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    for (const { signers } of seen)
      expect([...signers].sort()).toEqual([p.accountOf('Alice'), p.accountOf('Bob')].sort())
    const stakes = p.names.map((name) => p.stakeOf(name))
    expect(new Set(stakes).size).toBe(1)
    // And come back, with what was written meanwhile, all three sign again.
    await p.start('Charlie')
    const next = Math.floor(p.head / INTERVAL) + 1
    while (p.head < firstBlockOf(next + 2)) await p.block()
    const last = submittedTo('Alice').filter(({ window }) => window === BigInt(next))
    expect(last.map(({ signers }) => signers.length)).toEqual([3])
  })

  it('report the leader of a window that nobody could submit in, and go on', { timeout: 120_000 }, async () => {
    const first = await settled()
    await p.stop('Charlie')
    p.submit(
      p.client,
      // All three have to sign now.
      { type: 'StorageProvider', value: { type: 'set_min_providers', value: { bucket_id: BUCKET, min_providers: 3 } } },
    )
    while (p.head < firstBlockOf(first + 1) + 6) await p.block()
    const penalized = p.told('Alice', 'storage.CheckpointMissPenalized')
    expect(penalized.map(({ window }) => window)).toContain(BigInt(first))
    for (const name of ['Alice', 'Bob'] as const)
      expect(endsOf(name).find(({ window }) => window === BigInt(first))).toMatchObject({
        outcome: 'missed',
        reason: expect.any(String),
      })
    await p.start('Charlie')
    const next = Math.floor(p.head / INTERVAL) + 1
    while (p.head < firstBlockOf(next + 1)) await p.block()
    expect(submittedTo('Alice').filter(({ window }) => window === BigInt(next))).toHaveLength(1)
  })

  it('go on where they were when one is started anew within each window', { timeout: 120_000 }, async () => {
    const first = await settled()
    const names: readonly Name[] = p.names
    for (let window = first; window < first + 4; window += 1) {
      const name = names[window % 3]!
      while (p.head < firstBlockOf(window) + (window % 4)) await p.block()
      await p.stop(name)
      await p.start(name)
      while (p.head < firstBlockOf(window + 1)) await p.block()
    }
    const seen = submittedTo('Alice').map(({ window }) => Number(window))
    const restarted = names.flatMap((name) => submittedTo(name)).map(({ window }) => Number(window))
    for (let window = first; window < first + 4; window += 1) expect([...seen, ...restarted]).toContain(window)
    expect(p.lastWindow()).toBeGreaterThanOrEqual(BigInt(first + 3))
  })
})
