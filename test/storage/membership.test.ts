import { describe, expect, it } from 'vitest'
import { BlockUndecodable } from '../../src/chain/follower/events.ts'
import {
  AgreementAccepted,
  AgreementEnded,
  BucketCreated,
  BucketDeleted,
  MemberRemoved,
  MemberSet,
} from '../../src/storage/chain-facts.ts'
import { PartOf, RoleOf } from '../../src/storage/membership/events.ts'
import { membershipMemory } from '../../src/storage/membership/ports.ts'
import { membershipUnit } from '../../src/storage/membership/spec.ts'
import { hashOf, startStage, THEM, US } from './stage.ts'

type Roles = Readonly<Record<string, 'Admin' | 'Writer' | 'Reader'>>

async function stage(config: Record<string, unknown> = {}) {
  const chain = await startStage(membershipUnit, { ports: membershipMemory(), config })
  const { system, clock } = chain
  const pass = async (milliseconds: number) => {
    clock.advance(milliseconds)
    await system.settled()
  }
  const asking = (bucketId: bigint, account = THEM) =>
    system.ask(RoleOf, { bucketId, account }).then((each) => (each.ok ? each.value.role : each.refusal))
  return {
    ...chain,
    pass,
    asking,
    set: (bucketId: bigint, members: Roles) =>
      void chain.state.set(`Buckets/${bucketId}`, {
        members: Object.entries(members).map(([account, role]) => ({ account, role })),
        frozenStartSeq: null,
        minProviders: 1,
        primaryProviders: [US],
        snapshot: null,
        historicalRoots: [],
      }),
    async ask(bucketId: bigint, account = THEM) {
      const answer = asking(bucketId, account)
      await system.settled()
      return answer
    },
    tell(
      fact: typeof MemberSet | typeof MemberRemoved | typeof BucketDeleted | typeof BucketCreated,
      bucketId: bigint,
    ) {
      const payload = { bucketId, member: THEM, admin: THEM, block: { number: chain.head, hash: hashOf(chain.head) } }
      system.emit(fact as typeof MemberSet, payload)
    },
  }
}

describe('the membership actor', () => {
  it('answers by the bucket on chain, read once', async () => {
    const s = await stage()
    s.set(1n, { [THEM]: 'Writer', [US]: 'Admin' })
    expect(await s.ask(1n)).toBe('Writer')
    expect(await s.ask(1n, US.toUpperCase().replace('0X', '0x'))).toBe('Admin')
    expect(await s.ask(1n, hashOf(7))).toBe(null)
    expect(s.reads()).toEqual(['Buckets/1'])
  })

  it('has one read under way for all who ask for a bucket', async () => {
    const s = await stage()
    s.set(1n, { [THEM]: 'Reader' })
    const release = s.holdReads()
    const answers = [s.asking(1n), s.asking(1n), s.asking(1n, US)]
    await s.system.settled()
    release()
    expect(await Promise.all(answers)).toEqual(['Reader', 'Reader', null])
    expect(s.reads()).toHaveLength(1)
  })

  it.each([
    ['MemberSet', MemberSet],
    ['MemberRemoved', MemberRemoved],
    ['BucketCreated', BucketCreated],
    ['BucketDeleted', BucketDeleted],
  ])('reads a bucket once more after %s, and no other', async (_, fact) => {
    const s = await stage()
    for (const bucket of [1n, 2n]) s.set(bucket, { [THEM]: 'Reader' })
    for (const bucket of [1n, 2n]) await s.ask(bucket)
    s.set(1n, {})
    s.tell(fact, 1n)
    // Asked at once, before anything is handled: the change goes first.
    expect(await s.ask(1n)).toBe(null)
    await s.ask(1n)
    expect(await s.ask(2n)).toBe('Reader')
    expect(s.reads()).toEqual(['Buckets/1', 'Buckets/2', 'Buckets/1'])
  })

  it('takes no notice of what is not its affair, nor of buckets it does not know', async () => {
    const s = await stage()
    s.set(1n, { [THEM]: 'Reader' })
    await s.ask(1n)
    s.tell(MemberRemoved, 9n)
    s.system.emit(AgreementAccepted, {
      bucketId: 1n,
      provider: US,
      expiresAt: 9,
      block: { number: 0, hash: hashOf(0) },
    })
    await s.block()
    expect(await s.ask(1n)).toBe('Reader')
    expect(s.reads()).toHaveLength(1)
  })

  it('does not let a read begun before a revocation bring the revoked one back', async () => {
    const s = await stage()
    s.set(1n, { [THEM]: 'Admin' })
    const release = s.holdReads()
    const before = s.asking(1n)
    await s.system.settled()
    s.set(1n, {})
    s.tell(MemberRemoved, 1n)
    const after = s.asking(1n)
    await s.system.settled()
    release()
    await s.system.settled()
    expect(await after).toBe(null)
    expect(await before).toBe(null)
    expect(await s.ask(1n)).toBe(null)
    expect(s.reads()).toHaveLength(2)
  })

  it('gives up for now when changes keep overtaking its reads', async () => {
    const s = await stage()
    s.set(1n, { [THEM]: 'Admin' })
    const releases = [s.holdReads()]
    const answer = s.asking(1n)
    await s.system.settled()
    for (let change = 0; change < 2; change += 1) {
      s.tell(MemberSet, 1n)
      await s.system.settled()
      releases.push(s.holdReads())
      releases[change]!()
      await s.system.settled()
    }
    expect(await answer).toMatchObject({ reason: 'unavailable', retryable: true })
    expect(s.reads()).toHaveLength(2)
  })

  it('forgets all at a block that marks it, and acknowledges', async () => {
    const s = await stage()
    s.set(1n, { [THEM]: 'Reader' })
    await s.ask(1n)
    await s.block({ marked: true })
    await s.ask(1n)
    await s.block({ marked: true })
    await s.ask(1n)
    expect(s.reads()).toHaveLength(3)
    expect(s.resyncs()).toEqual({ needed: 1, done: 2 })
  })

  it('forgets all when a block cannot be decoded', async () => {
    const s = await stage()
    s.set(1n, { [THEM]: 'Admin' })
    await s.ask(1n)
    s.set(1n, {})
    s.system.emit(BlockUndecodable, { number: 1, hash: hashOf(1), reason: 'odd' })
    expect(await s.ask(1n)).toBe(null)
  })

  it('forgets all when it is restarted, and asks to be marked again', async () => {
    const s = await stage()
    s.set(1n, { [THEM]: 'Admin' })
    await s.ask(1n)
    s.set(1n, {})
    s.system.restart('membership')
    await s.system.settled()
    expect(await s.ask(1n)).toBe(null)
    expect(s.resyncs().needed).toBe(2)
  })

  it('reads again after the time to live', async () => {
    const s = await stage({ ttl: 1_000 })
    s.set(1n, { [THEM]: 'Reader' })
    await s.ask(1n)
    await s.pass(1_000)
    await s.ask(1n)
    expect(s.reads()).toHaveLength(1)
    await s.pass(1)
    await s.ask(1n)
    expect(s.reads()).toHaveLength(2)
  })

  it('goes by what it had while the chain cannot be read, but only for so long', async () => {
    const s = await stage({ ttl: 1_000, maxStale: 5_000 })
    s.set(1n, { [THEM]: 'Reader' })
    await s.ask(1n)
    s.failNextReads(100)
    await s.pass(5_000)
    expect(await s.ask(1n)).toBe('Reader')
    await s.pass(1)
    expect(await s.ask(1n)).toMatchObject({ reason: 'unavailable', retryable: true })
    s.failNextReads(0)
    expect(await s.ask(1n)).toBe('Reader')
  })

  it('does not go by what it had once it is known to have changed', async () => {
    const s = await stage()
    s.set(1n, { [THEM]: 'Reader' })
    await s.ask(1n)
    s.failNextReads(1)
    s.tell(MemberRemoved, 1n)
    expect(await s.ask(1n)).toMatchObject({ reason: 'unavailable' })
  })

  it('waits for the creation of a bucket that it does not know', async () => {
    const s = await stage({ finalityGrace: 1_000 })
    const answer = s.asking(4n)
    await s.pass(900)
    s.set(4n, { [THEM]: 'Admin' })
    s.tell(BucketCreated, 4n)
    await s.system.settled()
    expect(await answer).toBe('Admin')
  })

  it('says so when the bucket does not come, each time after the same wait', async () => {
    const s = await stage({ finalityGrace: 1_000 })
    for (const round of [1, 2]) {
      let answered: unknown
      void s.asking(4n).then((answer) => {
        answered = answer
      })
      await s.pass(999)
      expect(answered, `round ${round}`).toBe(undefined)
      await s.pass(1)
      expect(answered, `round ${round}`).toBe(null)
    }
    expect(s.reads()).toHaveLength(1)
  })

  it('lets only so many wait', async () => {
    const s = await stage({ waiting: 1 })
    const waiting = s.asking(4n)
    await s.system.settled()
    expect(await s.ask(5n)).toBe(null)
    await s.pass(12_000)
    expect(await waiting).toBe(null)
  })

  it('keeps only so many buckets, those asked for last', async () => {
    const s = await stage({ buckets: 2 })
    for (const bucket of [1n, 2n, 3n]) s.set(bucket, { [THEM]: 'Reader' })
    for (const bucket of [1n, 2n, 1n, 3n, 1n, 2n]) await s.ask(bucket)
    expect(s.reads()).toEqual(['Buckets/1', 'Buckets/2', 'Buckets/3', 'Buckets/2'])
  })

  it('is unavailable when what the chain says is no bucket', async () => {
    const s = await stage()
    s.state.set('Buckets/1', { members: 'everybody' })
    expect(await s.ask(1n)).toMatchObject({ reason: 'unavailable' })
  })
})

describe('who keeps a bucket', () => {
  const agreement = (role: object) => ({
    owner: THEM,
    maxBytes: 1,
    paymentLocked: 1,
    pricePerByte: 1,
    expiresAt: 10,
    extensionsBlocked: false,
    role,
    startedAt: 1,
  })
  const replica = { replica: { syncBalance: 1, syncPrice: 1, minSyncInterval: 1, lastSync: null } }
  const KEYS = { primary: hashOf(1), replica: hashOf(2), leaving: hashOf(3) }
  const LEAVING = hashOf(30)

  async function kept() {
    const s = await stage()
    s.set(1n, {})
    s.state.set(`StorageAgreements/1/${US}`, agreement({ primary: null }))
    s.state.set(`StorageAgreements/1/${THEM}`, agreement(replica))
    s.state.set(`StorageAgreements/1/${LEAVING}`, agreement(replica))
    s.state.set(`Providers/${US}`, { multiaddr: '', publicKey: KEYS.primary })
    s.state.set(`Providers/${THEM}`, { multiaddr: '', publicKey: KEYS.replica })
    await s.block({ marked: true })
    return {
      ...s,
      async part(key: string, bucketId = 1n) {
        const answer = s.system.ask(PartOf, { bucketId, key })
        await s.system.settled()
        const outcome = await answer
        return outcome.ok ? outcome.value.part : outcome.refusal.reason
      },
    }
  }

  it('is known by registered keys, read once', async () => {
    const s = await kept()
    expect(await s.part(KEYS.primary)).toBe('primary')
    expect(await s.part(KEYS.replica.toUpperCase().replace('0X', '0x'))).toBe('replica')
    const reads = s.reads().length
    expect([await s.part(KEYS.leaving), await s.part(US), await s.part(KEYS.primary)]).toEqual([null, null, 'primary'])
    expect(s.reads()).toHaveLength(reads)
    expect(await s.part(KEYS.primary, 2n)).toBe(null)
  })

  it('is forgotten when an agreement begins or ends', async () => {
    const s = await kept()
    expect(await s.part(KEYS.replica)).toBe('replica')
    s.state.delete(`StorageAgreements/1/${THEM}`)
    const block = { number: s.head, hash: hashOf(s.head) }
    s.system.emit(AgreementEnded, { bucketId: 1n, provider: THEM, paymentToProvider: 0n, burned: 0n, block })
    await s.system.settled()
    expect(await s.part(KEYS.replica)).toBe(null)
    s.state.set(`StorageAgreements/1/${THEM}`, agreement(replica))
    s.system.emit(AgreementAccepted, { bucketId: 1n, provider: THEM, expiresAt: 9, block })
    await s.system.settled()
    expect(await s.part(KEYS.replica)).toBe('replica')
  })
})
