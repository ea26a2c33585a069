import { describe, expect, it } from 'vitest'
import { createLink } from '../../src/chain/connection/link.ts'
import { BlockFinalized, HeadAdvanced } from '../../src/chain/follower/events.ts'
import { HeaderForged, HeadsMoved, Reorganized } from '../../src/chain/heads/events.ts'
import { headsUnit } from '../../src/chain/heads/spec.ts'
import { headerHash } from '../../src/chain/runtime/header.ts'
import { createSystem, createVirtualClock } from '../../src/kernel/index.ts'
import { type FakeHeader, fakeNode } from './fake-node.ts'

interface Best {
  readonly number: number
  readonly hash: string
  readonly parentHash: string
}

const ZERO = `0x${'0'.repeat(64)}`

/** Headers by the histories that lead to them: number 3 of branch b, which leaves the trunk `a` after block 2, is `aab`. */
const headers = new Map<string, FakeHeader>()

function headerOf(history: string): FakeHeader {
  const known = headers.get(history)
  if (known !== undefined) return known
  const header: FakeHeader = {
    number: `0x${history.length.toString(16)}`,
    parentHash: history === '' ? ZERO : headerHash(headerOf(history.slice(0, -1))),
    stateRoot: `0x${(history.at(-1) ?? '0').repeat(64)}`,
    extrinsicsRoot: ZERO,
    digest: { logs: [] },
  } as const
  headers.set(history, header)
  return header
}

const historyOf = (number: number, branch: string, forksAt: number) =>
  'a'.repeat(forksAt).padEnd(number, branch).slice(0, number)

/** `block(3, 'b')` is number 3 of branch b, which leaves the trunk `a` after block `forksAt`. */
const block = (number: number, branch = 'a', forksAt = 2): Best => {
  const header = headerOf(historyOf(number, branch, forksAt))
  return { number, hash: headerHash(header), parentHash: header.parentHash }
}

const ref = ({ number, hash }: Best) => ({ number, hash })

async function stage() {
  const clock = createVirtualClock()
  const system = createSystem({ clock })
  const link = createLink()
  const node = fakeNode()
  const known = new Map<string, FakeHeader>()
  let asked = 0
  node.answers['chain_getHeader'] = ([hash]) => {
    asked += 1
    return known.get(String(hash)) ?? null
  }
  const closings: string[] = []
  link.attach({ ...node.connection, session: { ...node.session, close: (reason) => void closings.push(reason) } })
  system.register(headsUnit, { ports: { link } })
  const moves: Array<readonly [best: number, lag: number]> = []
  const reorganizations: unknown[] = []
  const forgeries: unknown[] = []
  system.attach({
    emitted({ event: { type, payload } }) {
      if (type === HeadsMoved.type) {
        const { best, lag } = payload as { best: Best; lag: number }
        moves.push([best.number, lag])
      }
      if (type === Reorganized.type) reorganizations.push(payload)
      if (type === HeaderForged.type) forgeries.push(payload)
    },
  })
  const started = system.start()
  await system.settled()
  await started
  return {
    moves,
    reorganizations,
    forgeries,
    closings,
    asked: () => asked,
    know: (...histories: string[]) => {
      for (const header of histories.map(headerOf)) known.set(headerHash(header), header)
    },
    /** Gives the header of one history for that of another. */
    lie: (wanted: string, given: FakeHeader) => void known.set(headerHash(headerOf(wanted)), given),
    async best(...blocks: Best[]) {
      for (const each of blocks) {
        system.emit(HeadAdvanced, each)
        await system.settled()
      }
    },
    async finalize(number: number) {
      system.emit(BlockFinalized, { ...block(number), resync: [] })
      await system.settled()
    },
  }
}

describe('the heads of a chain', () => {
  it('are told with how far finality is behind', async () => {
    const { best, finalize, moves, reorganizations } = await stage()
    await best(block(1), block(2))
    await finalize(1)
    await best(block(3))
    expect(moves).toEqual([
      [1, 1],
      [2, 2],
      [2, 1],
      [3, 2],
    ])
    expect(reorganizations).toEqual([])
  })

  it('are told of a best block once', async () => {
    const { best, moves } = await stage()
    await best(block(1), block(2), block(1))
    expect(moves).toHaveLength(2)
  })

  it('follow a branch that takes over, and name what was taken back', async () => {
    const { best, know, moves, reorganizations, asked } = await stage()
    await best(block(1), block(2), block(3), block(4))
    know('aab', 'aabb')
    await best(block(5, 'b'))
    expect(reorganizations).toEqual([{ depth: 2, retracted: [ref(block(3)), ref(block(4))], best: ref(block(5, 'b')) }])
    expect(asked()).toBe(2)
    expect(moves.at(-1)).toEqual([5, 5])
    await best(block(6, 'b'))
    expect(reorganizations).toHaveLength(1)
  })

  it('fill in best blocks that were never shown: nothing was taken back', async () => {
    const { best, know, moves, reorganizations } = await stage()
    await best(block(1))
    know('aa', 'aaa')
    await best(block(4))
    expect(reorganizations).toEqual([])
    expect(moves.at(-1)).toEqual([4, 4])
  })

  it('begin afresh at a block whose ancestors cannot be read', async () => {
    const { best, moves, reorganizations } = await stage()
    await best(block(1), block(2))
    await best(block(9, 'c', 0))
    expect(moves.at(-1)).toEqual([9, 9])
    await best(block(10, 'c', 0))
    expect(moves.at(-1)).toEqual([10, 10])
    expect(reorganizations).toEqual([])
  })

  it('do not follow made-up headers: the endpoint is left, and its best block is none', async () => {
    const { best, know, lie, moves, reorganizations, forgeries, closings } = await stage()
    await best(block(1), block(2), block(3))
    know('aabb')
    // It would make block 3 of the branch follow on block 2 of another trunk.
    const forged = { ...headerOf('aab'), parentHash: block(2).hash, stateRoot: ZERO }
    lie('aab', forged)
    await best(block(5, 'b'))
    expect(forgeries).toEqual([
      { endpoint: 'fake-a', number: 3, hash: block(3, 'b').hash, computed: headerHash(forged) },
    ])
    expect(closings).toHaveLength(1)
    expect(reorganizations).toEqual([])
    expect(moves.at(-1)).toEqual([3, 3])
    // Another endpoint tells of it again, and this time shows how it follows.
    know('aab')
    await best(block(5, 'b'))
    expect(reorganizations).toHaveLength(1)
    expect(moves.at(-1)).toEqual([5, 5])
  })
})
