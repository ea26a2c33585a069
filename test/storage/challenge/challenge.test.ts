import { describe, expect, it } from 'vitest'
import { BlockFinalized } from '../../../src/chain/follower/events.ts'
import type { DispatchOutcome } from '../../../src/chain/transactions/events.ts'
import { hashOf, THEM } from '../stage.ts'
import { failed, type Stored, SUCCESS, startChallenges } from './stage.ts'

describe.each(['list', 'map'] as const)('the challenge actor, challenges kept in a %s', (layout) => {
  it('answers one that an event tells of, by a point read, with a proof that the chain takes', async () => {
    const s = await startChallenges({ layout })
    const { mmrRoot } = await s.commit(1n, 'hello world, this is it', 'another')
    await s.block({ marked: true })
    const scans = s.scans().length
    s.created(s.put({ mmrRoot, chunkIndex: 2n }))
    await s.blocks(6)
    expect(s.scans()).toHaveLength(scans)
    expect(s.submissions).toMatchObject([{ call: { name: 'respond_to_challenge' }, priority: 'urgent', deadline: 102 }])
    expect(s.ended()).toEqual([['defended', 'proof']])
    expect(s.states()).toEqual(['due', 'running', 'done'])
    expect(s.openDuties()).toBe(0)
  })

  it('reads all at a marked block, acknowledges, and answers what it finds', async () => {
    const s = await startChallenges({ layout })
    const { mmrRoot } = await s.commit(1n, 'a')
    s.put({ mmrRoot })
    s.put({ mmrRoot, provider: THEM })
    await s.block()
    expect(s.scans()).toEqual([])
    await s.block({ marked: true })
    expect(s.scans()).toEqual([hashOf(2)])
    expect(s.resyncs()).toEqual({ needed: 1, done: 1 })
    await s.blocks(5)
    expect(s.ended()).toEqual([['defended', 'proof']])
    expect(s.submissions).toHaveLength(1)
  })

  it('tries again at the next marked block when a scan fails, and forgets nothing', async () => {
    const s = await startChallenges({ layout })
    const { mmrRoot } = await s.commit(1n, 'a')
    s.put({ mmrRoot })
    s.failNextReads(1)
    await s.block({ marked: true })
    expect(s.resyncs()).toEqual({ needed: 2, done: 0 })
    await s.block({ marked: true })
    await s.blocks(5)
    expect(s.ended()).toEqual([['defended', 'proof']])
    expect(s.resyncs().done).toBe(1)
  })

  it('answers what events tell of while a later scan fails', async () => {
    const s = await startChallenges({ layout })
    const { mmrRoot } = await s.commit(1n, 'a')
    await s.block({ marked: true })
    s.failNextReads(1)
    await s.block({ marked: true })
    s.created(s.put({ mmrRoot }))
    await s.blocks(6)
    expect(s.resyncs()).toEqual({ needed: 2, done: 1 })
    expect(s.ended()).toEqual([['defended', 'proof']])
  })

  it("leaves others' challenges alone, and says nothing of one that is gone before it looks", async () => {
    const s = await startChallenges({ layout })
    const { mmrRoot } = await s.commit(1n, 'a')
    await s.block({ marked: true })
    s.created(s.put({ mmrRoot, provider: THEM }), THEM)
    s.created({ deadline: 90, index: 0 })
    await s.blocks(3)
    expect(s.submissions).toEqual([])
    expect(s.ended()).toEqual([])
    expect(s.states()).toEqual([])
  })

  it('goes on when reads fail for a while', async () => {
    const s = await startChallenges({ layout })
    const { mmrRoot } = await s.commit(1n, 'a')
    await s.block({ marked: true })
    const put = s.put({ mmrRoot })
    s.failNextReads(3)
    s.created(put)
    await s.blocks(8)
    expect(s.ended()).toEqual([['defended', 'proof']])
  })

  it('finds what no event has told of by its safety scan', async () => {
    const s = await startChallenges({ layout, config: { scanEvery: 5 } })
    const { mmrRoot } = await s.commit(1n, 'a')
    await s.block({ marked: true })
    s.put({ mmrRoot })
    await s.blocks(4)
    expect(s.submissions).toEqual([])
    await s.blocks(5)
    expect(s.ended()).toEqual([['defended', 'proof']])
    expect(s.scans()).toEqual([hashOf(1), hashOf(6)])
    expect(s.resyncs().done).toBe(1)
    const never = await startChallenges({ layout, config: { scanEvery: 0 } })
    await never.block({ marked: true })
    await never.blocks(200)
    expect(never.scans()).toHaveLength(1)
  })

  it('answers those first whose time runs out first, and so many at a time', async () => {
    const s = await startChallenges({ layout, config: { proofs: 1, atWork: 2 } })
    const { mmrRoot } = await s.commit(1n, 'a')
    const order = [70, 50, 90, 60, 80]
    for (const deadline of order) s.put({ mmrRoot }, deadline)
    const pending: Array<() => void> = []
    s.submitBy((submission) => new Promise((resolve) => pending.push(() => resolve(s.respond(submission)))))
    await s.block({ marked: true })
    const deadlines = () => s.submissions.map(({ deadline }) => deadline! - 1)
    expect(deadlines()).toEqual([50, 60])
    for (let n = 0; n < 5; n += 1) {
      pending[n]!()
      await s.block()
    }
    expect(deadlines()).toEqual([50, 60, 70, 80, 90])
    await s.blocks(3)
    expect(s.ended()).toHaveLength(5)
  })

  it('alarms at once when data is missing, submits nothing, tries on, and answers when it comes back', async () => {
    const s = await startChallenges({ layout })
    const other = await startChallenges({ layout })
    const { mmrRoot } = await other.commit(1n, 'what is not here')
    await s.block({ marked: true })
    s.created(s.put({ mmrRoot, chunkIndex: 1n }))
    await s.blocks(5)
    expect(s.undefended()).toMatchObject([
      { bucketId: 1n, deadline: 101, mmrRoot, chunkIndex: 1n, reason: 'commitment-unknown', blocksLeft: 99 },
    ])
    expect(s.submissions).toEqual([])
    await s.commit(1n, 'what is not here')
    await s.blocks(60)
    expect(s.ended()).toEqual([['defended', 'proof']])
    expect(s.undefended()).toHaveLength(1)
  })

  it('says how one has ended whose pause is over at that moment', async () => {
    const s = await startChallenges({ layout })
    await s.block({ marked: true })
    const { deadline, index } = s.put({ mmrRoot: hashOf(7) })
    s.created({ deadline, index })
    await s.blocks(3)
    expect(s.undefended()).toHaveLength(1)
    s.next(() => s.defend(deadline, index))
    await s.blocks(2)
    // The block by which it is known to be gone: its duty is told, and its pause ends before it has heard.
    const number = s.head + 1
    s.system.emit(BlockFinalized, { number, hash: hashOf(number), parentHash: hashOf(s.head), resync: [] })
    s.system.drainUntil(({ event }) => event.type === BlockFinalized.type)
    s.clock.stall(10_000)
    await s.system.settled()
    expect(s.ended()).toEqual([['defended', null]])
    expect(s.states().at(-1)).toBe('done')
    expect(s.openDuties()).toBe(0)
  })

  it('tells how many are open on a bucket, once it knows', async () => {
    const s = await startChallenges({ layout })
    expect(await s.count(1n)).toMatchObject({ ok: false, refusal: { reason: 'unavailable', retryable: true } })
    s.put({ mmrRoot: hashOf(7) })
    await s.block({ marked: true })
    expect(await s.count(1n)).toMatchObject({ ok: true, value: { open: 1 } })
    expect(await s.count(2n)).toMatchObject({ ok: true, value: { open: 0 } })
  })

  it('takes up everything again after a crash', async () => {
    const s = await startChallenges({ layout })
    const { mmrRoot } = await s.commit(1n, 'a')
    s.put({ mmrRoot })
    s.put({ mmrRoot: hashOf(7) })
    const pending = Promise.withResolvers<DispatchOutcome>()
    s.submitBy(() => pending.promise)
    await s.block({ marked: true })
    const [first] = s.submissions
    await s.restart()
    expect(s.openDuties()).toBe(0)
    s.land(s.respond)
    await s.block({ marked: true })
    await s.blocks(5)
    // The same intent: the lane joins the two, whichever run of the actor asks.
    expect(s.submissions.map(({ key }) => key)).toEqual([first!.key, first!.key])
    expect(s.ended()).toEqual([['defended', 'proof']])
    expect(s.openDuties()).toBe(1)
  })

  it('has a thousand answered that come at once', { timeout: 60_000 }, async () => {
    const s = await startChallenges({ layout })
    const { mmrRoot } = await s.commit(1n, ...Array.from({ length: 50 }, (_, n) => `object ${n}`))
    await s.block({ marked: true })
    const deadline = s.head + 100
    for (let n = 0; n < 1_000; n += 1) s.created(s.put({ mmrRoot, leafIndex: BigInt(n % 50) }, deadline + (n % 4)))
    for (let n = 0; n < 24; n += 1) {
      await s.pause()
      await s.block()
    }
    expect(s.ended().filter(([outcome]) => outcome === 'defended')).toHaveLength(1_000)
    expect(s.submissions).toHaveLength(1_000)
    expect(s.openDuties()).toBe(0)
    // A list is read a few times a block, not for each of its challenges; what has a number of its own a few times each.
    expect(s.reads()).toBeLessThan(layout === 'list' ? 400 : 6_000)
  })
})

describe('challenges kept in a list', () => {
  it('are answered from the top, so that none moves another', async () => {
    const s = await startChallenges()
    const { mmrRoot } = await s.commit(1n, 'a', 'b', 'c')
    for (let n = 0; n < 3; n += 1) s.put({ mmrRoot, leafIndex: BigInt(n) }, 50)
    await s.block({ marked: true })
    await s.blocks(5)
    expect(s.places()).toEqual([2, 1, 0])
    expect(s.ended()).toHaveLength(3)
  })

  it('are looked for again when one has moved, and answered by another intent', async () => {
    const s = await startChallenges()
    const { mmrRoot } = await s.commit(1n, 'a')
    s.put({ mmrRoot, provider: THEM }, 50)
    s.put({ mmrRoot }, 50)
    // Somebody else's is answered in the same block, before ours.
    s.next(() => s.next(() => s.defend(50, 0)))
    await s.block({ marked: true })
    await s.blocks(8)
    expect(s.places()).toEqual([1, 0])
    expect(new Set(s.calls()).size).toBe(2)
    expect(s.ended()).toEqual([['defended', 'proof']])
  })

  it('that met another one of ours, which took the answer, is still answered itself', async () => {
    const s = await startChallenges()
    const { mmrRoot } = await s.commit(1n, 'a')
    const challenger = `0x${'cc'.repeat(32)}`
    s.put({ mmrRoot, provider: THEM }, 50)
    s.put({ mmrRoot }, 50)
    s.put({ mmrRoot, challenger }, 50)
    const pending: Array<() => void> = []
    s.submitBy((submission) => new Promise((resolve) => pending.push(() => resolve(s.respond(submission)))))
    await s.block({ marked: true })
    expect(s.places()).toEqual([2, 1])
    s.defend(50, 0)
    // The answer to the lower one lands first, on the upper one, which takes it; its own finds nothing.
    pending[1]!()
    await s.block()
    pending[0]!()
    await s.blocks(5)
    expect(s.list(50)).toHaveLength(1)
    pending[2]!()
    await s.blocks(3)
    expect(s.list(50)).toHaveLength(0)
    expect(s.ended().map(([outcome]) => outcome)).toEqual(['defended', 'defended'])
  })

  it('may be equal: each is answered, under a key of its own, also over a crash', async () => {
    const s = await startChallenges()
    const { mmrRoot } = await s.commit(1n, 'a')
    for (let n = 0; n < 3; n += 1) s.put({ mmrRoot }, 50)
    const settled = new Map<string, DispatchOutcome>()
    let left = 1
    // As the lane does it: what has succeeded under a key is answered as it was then.
    s.submitBy(async (submission) => {
      const before = settled.get(submission.key)
      if (before?.result === 'success') return before
      left -= 1
      if (left < 0) return new Promise(() => {})
      await new Promise<void>((resolve) => s.next(resolve))
      const outcome = s.respond(submission)
      settled.set(submission.key, outcome)
      return outcome
    })
    await s.block({ marked: true })
    await s.block()
    await s.restart()
    expect(s.list(50)).toHaveLength(2)
    left = 10
    await s.block({ marked: true })
    await s.blocks(10)
    expect(s.list(50)).toHaveLength(0)
    // Of the first nobody knew any more after the crash.
    expect(s.ended()).toHaveLength(2)
    expect(s.states().filter((state) => state === 'dropped')).toHaveLength(3)
    expect(s.openDuties()).toBe(0)
  })

  it('that run out while they are ours to answer are missed', async () => {
    const s = await startChallenges()
    const { mmrRoot } = await s.commit(1n, 'a')
    s.put({ mmrRoot: hashOf(9) }, 4)
    s.put({ mmrRoot }, 4)
    await s.block({ marked: true })
    await s.block()
    s.next(() => s.slash(4))
    await s.block({ to: 4 })
    await s.blocks(4)
    expect(s.ended().sort()).toEqual([
      ['defended', 'proof'],
      ['slashed', null],
    ])
    expect(s.states().sort()).toEqual(['done', 'due', 'due', 'due', 'missed', 'running'])
    expect(s.openDuties()).toBe(0)
  })

  it('of which some are answered in the last block and the others are not are told apart', async () => {
    const s = await startChallenges()
    const { mmrRoot } = await s.commit(1n, 'a', 'b')
    s.put({ mmrRoot, leafIndex: 0n }, 3)
    s.put({ mmrRoot, leafIndex: 1n }, 3)
    const pending: Array<() => void> = []
    s.submitBy((submission) => new Promise((resolve) => pending.push(() => resolve(s.respond(submission)))))
    await s.block({ marked: true })
    // The last word is the chain's: that of the lane never comes.
    s.next(() => {
      s.defend(3, 0)
      s.slash(3)
    })
    await s.block({ to: 3 })
    await s.blocks(4)
    const keys = s.told('storage.ChallengeEnded').map(({ key, outcome }) => [key, outcome])
    const dutyOf = (place: number) => s.submissions.find(({ call }) => indexOf(call) === place)!.key.split('/')[3]
    expect(new Map(keys.map(([key, outcome]) => [String(key).split('/')[2], outcome]))).toEqual(
      new Map([
        [dutyOf(0), 'defended'],
        [dutyOf(1), 'slashed'],
      ]),
    )
  })

  it('are begun anew under other keys when the chain has come to keep them otherwise', async () => {
    const s = await startChallenges({ config: { scanEvery: 3, superseded: 'never' } })
    s.put({ mmrRoot: hashOf(9) }, 50)
    await s.block({ marked: true })
    const [kept] = s.list(50)
    s.setList(50, [])
    s.layouts.set('Challenges', 2)
    s.state.set('Challenges/50/0', kept)
    await s.blocks(4)
    expect(s.ended()).toEqual([['dropped', null]])
    expect(s.openDuties()).toBe(1)
    expect(s.undefended().map(({ key }) => key)).toEqual([expect.stringMatching(/^50\/1\//), '50/0'])
  })
})

describe('challenges kept in a map', () => {
  it('that the chain slashes at once for a wrong answer are missed', async () => {
    const s = await startChallenges({ layout: 'map' })
    const { mmrRoot } = await s.commit(1n, 'a')
    await s.block({ marked: true })
    const put = s.put({ mmrRoot })
    s.land(() => {
      s.slashOne(put)
      return { result: 'success' }
    })
    s.created(put)
    await s.blocks(6)
    expect(s.ended()).toEqual([['slashed', 'proof']])
  })

  it.each(['target', 'location'])('say the place that is meant as one value, their %s', async (name) => {
    const s = await startChallenges({ layout: 'map' })
    const { mmrRoot } = await s.commit(1n, 'a', 'b')
    const put = s.put({ mmrRoot, leafIndex: 1n })
    const key = `Challenges/${put.deadline}/${put.index}`
    const { leafIndex, chunkIndex, ...rest } = s.state.get(key) as Stored
    s.state.set(key, { ...rest, [name]: { leafIndex, chunkIndex } })
    let asked: unknown
    s.land(({ call }) => {
      asked = call.args[1]
      s.defend(put.deadline, put.index)
      return SUCCESS
    })
    await s.block({ marked: true })
    await s.blocks(5)
    expect(s.ended()).toEqual([['defended', 'proof']])
    const proof = await s.store.mmrProof(1n, { mmrRoot, startSeq: 0n, leafCount: 2n }, 1n)
    expect(asked).toMatchObject({ Proof: { mmrProof: { leaf: proof.leaf } } })
  })

  it('are not answered by what stands somewhere else where that is not wanted', async () => {
    const s = await startChallenges({ layout: 'map', config: { standIn: 'never' } })
    const { mmrRoot } = await s.commit(1n, 'abc', 'def')
    await s.block({ marked: true })
    for (const place of [{ leafIndex: 2n }, { chunkIndex: 1n }]) s.created(s.put({ mmrRoot, ...place }))
    await s.blocks(3)
    expect(s.submissions).toEqual([])
    expect(s.undefended().map(({ reason }) => reason)).toEqual(['no-such-place', 'no-such-place'])
  })
})

describe('an answer that the chain refuses though it held', () => {
  it('is not repeated in the same turn; the operator knows, and it is tried on', async () => {
    const s = await startChallenges({ config: { superseded: 'never' } })
    const { mmrRoot } = await s.commit(1n, 'a')
    await s.block({ marked: true })
    s.created(s.put({ mmrRoot }))
    let refusals = 2
    s.land((submission) => {
      refusals -= 1
      return refusals >= 0 ? failed('InvalidChallengeProof') : s.respond(submission)
    })
    await s.blocks(2)
    expect(s.undefended()).toMatchObject([{ reason: 'refused', detail: 'not taken: proof' }])
    await s.blocks(12)
    expect(s.ended()).toEqual([['defended', 'proof']])
  })

  it('for another reason is given again', async () => {
    const s = await startChallenges()
    const { mmrRoot } = await s.commit(1n, 'a')
    await s.block({ marked: true })
    s.created(s.put({ mmrRoot }))
    let isFirst = true
    s.land((submission) => {
      if (!isFirst) return s.respond(submission)
      isFirst = false
      return failed('ArithmeticOverflow')
    })
    await s.blocks(8)
    expect(s.undefended()).toEqual([])
    expect(s.ended()).toEqual([['defended', 'proof']])
  })
})

const indexOf = ({ args }: { args: readonly unknown[] }): number => (args[0] as { index: number }).index
