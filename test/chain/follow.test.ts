import { describe, expect, it } from 'vitest'
import { ChainError } from '../../src/chain/errors.ts'
import { type FollowEvent, type FollowOptions, type FollowTools, follow } from '../../src/chain/follower/follow.ts'
import type { Cursor } from '../../src/chain/follower/followed-block.ts'
import { createVirtualClock } from '../../src/kernel/index.ts'
import { cursorAt, fakeNode, hashAt, headerAt, settle } from './fake-node.ts'

type StageOptions = Parameters<typeof fakeNode>[0] & Partial<FollowOptions> & Partial<Omit<FollowTools, 'clock'>>

/** A follower on a node that says what it is told to say. */
function stage(start: Cursor | null, options: StageOptions = {}) {
  const { window = 4, stallAfter = 1_000, maxUnsettled = 100, patience = 500 } = options
  const { room = async () => {}, confirm = async () => {} } = options
  const clock = { ...createVirtualClock(), defer: queueMicrotask }
  const node = fakeNode(options)
  const events: FollowEvent[] = []
  let failure: unknown
  const followed = follow(
    node.connection,
    start,
    { window, stallAfter, maxUnsettled, patience },
    { clock, room, confirm },
  )
  const subscription = followed.subscribe({
    next: (event) => void events.push(event),
    error: (error) => {
      failure = error
    },
  })
  return {
    ...node,
    clock,
    subscription,
    events,
    failure: () => failure as { code: string; message: string } | undefined,
    blocks: () => events.flatMap((event) => (event.type === 'follower.Block' ? [event.block.number] : [])),
    kinds: () => events.map(({ type }) => type),
  }
}

describe('following finalized blocks', () => {
  it('begins with the finalized head when there is no cursor', async () => {
    const { head, blocks, kinds } = stage(null)
    await head(7)
    expect(blocks()).toEqual([7])
    expect(kinds()).toEqual(['follower.Block', 'follower.CaughtUp'])
  })

  it('fills gaps by number, a window at a time, in order', async () => {
    const { head, blocks, asked } = stage(cursorAt(3), { height: 12 })
    await head(12)
    expect(blocks()).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12])
    const lists = asked
      .filter(([method]) => method === 'chain_getBlockHash')
      .map(([, [numbers]]) => numbers as number[])
    expect(lists.every((numbers) => numbers.length <= 4)).toBe(true)
  })

  it('delivers each block once however heads come: repeated, skipped, late, or going back', async () => {
    const { head, blocks } = stage(cursorAt(3))
    for (const number of [4, 4, 6, 5, 9, 2, 10]) await head(number)
    expect(blocks()).toEqual([4, 5, 6, 7, 8, 9, 10])
  })

  it('waits for a node that is behind the cursor', async () => {
    const { head, blocks, failure } = stage(cursorAt(8), { height: 5 })
    await head(5)
    await head(6)
    expect(blocks()).toEqual([])
    await head(9)
    expect(blocks()).toEqual([9])
    expect(failure()).toBeUndefined()
  })

  it('gives up a node that stays behind the cursor, though it goes on talking', async () => {
    const { head, clock, failure } = stage(cursorAt(8), { height: 5 })
    for (const number of [5, 6, 7]) {
      await head(number)
      clock.advance(400)
    }
    expect(failure()).toMatchObject({ code: 'stalled' })
  })

  it('refuses a node with another history', async () => {
    const { head, failure, blocks } = stage(cursorAt(3), { branch: 'b' })
    await head(7)
    expect(blocks()).toEqual([])
    expect(failure()).toMatchObject({ code: 'different-history' })
  })

  it('refuses a block that is not the child of the one before', async () => {
    const { head, failure, blocks, answers } = stage(cursorAt(3))
    const honest = answers['chain_getBlockHash']!
    answers['chain_getBlockHash'] = ([numbers]) =>
      (honest([numbers]) as string[]).map((hash) => (hash === hashAt(5) ? hashAt(6) : hash))
    await head(7)
    expect(blocks()).toEqual([])
    expect(failure()).toMatchObject({ code: 'broken-link' })
  })

  it('refuses a header that does not hash to its hash', async () => {
    const { head, failure, answers } = stage(cursorAt(3))
    answers['chain_getHeader'] = () => ({ ...headerAt(4), stateRoot: hashAt(1) })
    await head(4)
    expect(failure()).toMatchObject({ code: 'wrong-header-hash' })
  })

  it.each([
    ['a missing hash', 'chain_getBlockHash', () => [null]],
    ['no header', 'chain_getHeader', () => null],
    ['events that are not bytes', 'state_getStorage', () => 'zz'],
  ])('refuses %s', async (_, method, answer) => {
    const { head, failure, answers, blocks } = stage(cursorAt(3))
    answers[method] = answer
    await head(4)
    expect(blocks()).toEqual([])
    expect(failure()).toMatchObject({ code: 'malformed-reply' })
  })

  it('refuses a head that is no header', async () => {
    const { tell, failure } = stage(cursorAt(3))
    tell({ number: 'soon' })
    await settle()
    expect(failure()).toMatchObject({ code: 'malformed-reply' })
  })

  it('gives up a session on which finality does not move', async () => {
    const { head, failure, clock } = stage(cursorAt(3))
    await head(4)
    clock.advance(999)
    expect(failure()).toBeUndefined()
    clock.advance(1)
    expect(failure()).toMatchObject({ code: 'stalled' })
  })

  it('says when it falls behind again', async () => {
    const { head, kinds } = stage(cursorAt(3), { height: 30 })
    await head(4)
    await head(9)
    expect(kinds().filter((kind) => kind !== 'follower.Block')).toEqual([
      'follower.CaughtUp',
      'follower.Behind',
      'follower.CaughtUp',
    ])
  })
})

describe('catching up', () => {
  it('waits while its consumers have too much in hand, and goes on when they are through', async () => {
    let go = () => {}
    const room = () => new Promise<void>((resolve) => (go = resolve))
    const { head, blocks } = stage(cursorAt(0), { height: 12, room })
    await head(12)
    expect(blocks()).toEqual([])
    go()
    await settle()
    expect(blocks()).toEqual([1, 2, 3, 4])
    go()
    await settle()
    expect(blocks()).toHaveLength(8)
  })

  it('does not wait for ever for a consumer that is stuck', async () => {
    const { head, blocks, clock } = stage(cursorAt(0), {
      height: 4,
      room: () => new Promise(() => {}),
      stallAfter: 9_000,
    })
    await head(4)
    clock.advance(500)
    await settle()
    expect(blocks()).toEqual([1, 2, 3, 4])
  })

  it('gets on though every session is cut after a few answers', async () => {
    let cursor = cursorAt(0)
    for (let session = 0; session < 20; session += 1) {
      const { head, blocks, answers } = stage(cursor, { height: 100, window: 64 })
      let left = 40
      for (const [method, honest] of Object.entries(answers))
        answers[method] = (params) => {
          left -= 1
          if (left >= 0) return honest(params)
          throw new ChainError({ code: 'disconnected', endpoint: 'a', reason: 'cut' }, 'cut')
        }
      await head(100)
      cursor = cursorAt(blocks().at(-1) ?? cursor.number)
    }
    expect(cursor.number).toBe(100)
  })

  it('asks for more at a time the longer a session lasts', async () => {
    const { head, asked } = stage(cursorAt(0), { height: 100, window: 32 })
    await head(100)
    const sizes = asked
      .filter(([method]) => method === 'chain_getBlockHash')
      .map(([, [numbers]]) => (numbers as []).length)
    // The first is about the cursor itself.
    expect(sizes).toEqual([1, 4, 8, 16, 32, 32, 8])
  })

  it('tells how it gets on', async () => {
    const { head, events, clock } = stage(cursorAt(0), {
      height: 40,
      room: async () => void clock.advance(1_000),
      stallAfter: 1_000_000,
      patience: 1_000_000,
    })
    await head(40)
    const reports = events.flatMap((event) => (event.type === 'follower.Progress' ? [event.progress] : []))
    expect(reports[0]).toEqual({ number: 12, target: 40, perSecond: 4, remaining: 7 })
  })

  it('passes over blocks that nobody keeps the state of, says so, and goes on at the head', async () => {
    const { head, events, blocks, failure } = stage(cursorAt(1), { height: 20, prunedUpTo: 15 })
    await head(20)
    expect(failure()).toBeUndefined()
    expect(events[0]).toEqual({
      type: 'follower.Skipped',
      from: 2,
      to: 19,
      reason: expect.stringContaining('State already discarded'),
    })
    expect(blocks()).toEqual([20])
  })

  it('gives up a node that has not even the state of its head', async () => {
    const { head, failure } = stage(cursorAt(1), { height: 20, prunedUpTo: 30 })
    await head(20)
    expect(failure()).toMatchObject({ code: 'rpc-error' })
  })
})

describe('a witness', () => {
  it('is asked about the last block of each window before any of it is delivered', async () => {
    const confirmed: number[] = []
    const { head, events, blocks } = stage(cursorAt(0), {
      height: 6,
      async confirm({ number }) {
        confirmed.push(number)
        expect(blocks()).toHaveLength(number <= 4 ? 0 : 4)
      },
    })
    await head(6)
    expect(confirmed).toEqual([4, 6])
    expect(events.at(-1)).toEqual({ type: 'follower.CaughtUp', number: 6 })
  })

  it('stops everything when it has another block', async () => {
    const mismatch = new ChainError(
      { code: 'witness-mismatch', endpoint: 'a', witness: 'b', number: 4, hash: '0x1', found: '0x2' },
      'they differ',
    )
    const { head, blocks, failure } = stage(cursorAt(0), { confirm: () => Promise.reject(mismatch) })
    await head(4)
    expect(blocks()).toEqual([])
    expect(failure()).toBe(mismatch)
  })
})

describe('a runtime upgrade', () => {
  it('says of each block which runtime its events and its state are encoded by', async () => {
    const { head, answers, events, asked } = stage(cursorAt(0), { height: 4 })
    answers['state_getRuntimeVersion'] = ([hash]) => ({
      specVersion: [0, 1].map((n) => hashAt(n)).includes(hash as string) ? 1 : 2,
    })
    await head(4)
    const versions = events.flatMap((event) =>
      event.type === 'follower.Block'
        ? [[event.block.number, event.block.specVersion, event.block.nextSpecVersion]]
        : [],
    )
    // Block 2 brought the upgrade: it was still executed by the old runtime.
    expect(versions).toEqual([
      [1, 1, 1],
      [2, 1, 2],
      [3, 2, 2],
      [4, 2, 2],
    ])
    expect(asked.filter(([method]) => method === 'state_getRuntimeVersion').length).toBeLessThan(10)
  })

  it('costs two questions a window when there was none', async () => {
    const { head, asked } = stage(cursorAt(0), { height: 4 })
    await head(4)
    expect(asked.filter(([method]) => method === 'state_getRuntimeVersion')).toHaveLength(2)
  })
})
