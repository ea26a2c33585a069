import { Subject } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Connection } from '../../src/chain/connection/link.ts'
import type { Session } from '../../src/chain/connection/session.ts'
import { type FollowEvent, follow } from '../../src/chain/follower/follow.ts'
import type { Cursor } from '../../src/chain/follower/followed-block.ts'
import type { ChainRuntime } from '../../src/chain/runtime/runtime.ts'
import { createVirtualClock } from '../../src/kernel/index.ts'

const hashOf = (number: number, branch = 'a') => `0x${branch.repeat(32)}${number.toString(16).padStart(32, '0')}`
const numberOf = (hash: string) => Number.parseInt(hash.slice(34), 16)
const head = (number: number) => ({ number: `0x${number.toString(16)}` })

/** A node that says what it is told to say, and a follower on it. */
function stage(start: Cursor | null, options: { height?: number; branch?: string; window?: number } = {}) {
  const clock = createVirtualClock()
  const heads = new Subject<unknown>()
  const asked: number[][] = []
  let height = options.height ?? 10
  const answers: Record<string, (params: readonly unknown[]) => unknown> = {
    chain_getBlockHash: ([numbers]) => {
      asked.push(numbers as number[])
      return (numbers as number[]).map((number) => (number > height ? null : hashOf(number, options.branch)))
    },
    chain_getHeader: ([hash]) => ({
      ...head(numberOf(hash as string)),
      parentHash: hashOf(numberOf(hash as string) - 1, options.branch),
    }),
    state_getStorage: () => '0x00',
  }
  const session: Session = {
    endpoint: 'fake',
    closed: new Promise(() => {}),
    request: async (method, params) => answers[method]!(params),
    subscribe: (method) => (method === 'chain_subscribeFinalizedHeads' ? heads : new Subject()),
    close: () => {},
  }
  const runtime = {
    eventsKey: '0x',
    headerHash: (header: { number: string }) => hashOf(Number.parseInt(header.number, 16), options.branch),
  } as unknown as ChainRuntime
  const connection: Connection = { session, runtime, genesisHash: '0x' }
  const events: FollowEvent[] = []
  let failure: unknown
  const subscription = follow(connection, start, { window: options.window ?? 4, stallAfter: 1_000 }, clock).subscribe({
    next: (event) => void events.push(event),
    error: (error) => {
      failure = error
    },
  })
  return {
    clock,
    answers,
    asked,
    subscription,
    failure: () => failure as { code: string; message: string } | undefined,
    blocks: () => events.flatMap((event) => (event.type === 'follower.Block' ? [event.block.number] : [])),
    kinds: () => events.map(({ type }) => type),
    async head(number: number, known = number) {
      height = Math.max(height, known)
      heads.next(head(number))
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

const at = (number: number): Cursor => ({ number, hash: hashOf(number) })

describe('following finalized blocks', () => {
  it('begins with the finalized head when there is no cursor', async () => {
    const { head, blocks, kinds } = stage(null)
    await head(7)
    expect(blocks()).toEqual([7])
    expect(kinds()).toEqual(['follower.Block', 'follower.CaughtUp'])
  })

  it('fills gaps by number, a window at a time, in order', async () => {
    const { head, blocks, asked } = stage(at(3), { height: 12 })
    await head(12)
    expect(blocks()).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(asked.every((numbers) => numbers.length <= 4)).toBe(true)
  })

  it('delivers each block once however heads come: repeated, skipped, late, or going back', async () => {
    const { head, blocks } = stage(at(3))
    for (const number of [4, 4, 6, 5, 9, 2, 10]) await head(number)
    expect(blocks()).toEqual([4, 5, 6, 7, 8, 9, 10])
  })

  it('waits for a node that is behind the cursor', async () => {
    const { head, blocks, failure } = stage(at(8), { height: 5 })
    await head(5)
    await head(6)
    expect(blocks()).toEqual([])
    await head(9)
    expect(blocks()).toEqual([9])
    expect(failure()).toBeUndefined()
  })

  it('refuses a node with another history', async () => {
    const { head, failure, blocks } = stage(at(3), { branch: 'b' })
    await head(7)
    expect(blocks()).toEqual([])
    expect(failure()).toMatchObject({ code: 'different-history' })
  })

  it('refuses a block that is not the child of the one before', async () => {
    const { head, failure, blocks, answers } = stage(at(3))
    const honest = answers['chain_getHeader']!
    answers['chain_getHeader'] = (params) => {
      const header = honest(params) as { number: string }
      return header.number === '0x5' ? { ...header, parentHash: hashOf(77) } : header
    }
    await head(7)
    expect(blocks()).toEqual([4])
    expect(failure()).toMatchObject({ code: 'broken-link' })
  })

  it('refuses a header that does not hash to its hash', async () => {
    const { head, failure, answers } = stage(at(3))
    answers['chain_getHeader'] = () => ({ ...head(9), number: '0x63', parentHash: hashOf(3) })
    await head(4)
    expect(failure()).toMatchObject({ code: 'wrong-header-hash' })
  })

  it.each([
    ['a missing hash', 'chain_getBlockHash', () => [null]],
    ['no header', 'chain_getHeader', () => null],
    ['events that are not bytes', 'state_getStorage', () => 'zz'],
  ])('refuses %s', async (_, method, answer) => {
    const { head, failure, answers, blocks } = stage(at(3))
    answers[method] = answer
    await head(4)
    expect(blocks()).toEqual([])
    expect(failure()).toMatchObject({ code: method === 'chain_getBlockHash' ? 'malformed-reply' : expect.any(String) })
    expect(failure()!.code).toBe('malformed-reply')
  })

  it('gives up a session on which finality does not move', async () => {
    const { head, failure, clock } = stage(at(3))
    await head(4)
    clock.advance(999)
    expect(failure()).toBeUndefined()
    clock.advance(1)
    expect(failure()).toMatchObject({ code: 'stalled' })
  })

  it('says when it falls behind again', async () => {
    const { head, kinds } = stage(at(3), { height: 30 })
    await head(4)
    await head(9)
    expect(kinds().filter((kind) => kind !== 'follower.Block')).toEqual([
      'follower.CaughtUp',
      'follower.Behind',
      'follower.CaughtUp',
    ])
  })
})
