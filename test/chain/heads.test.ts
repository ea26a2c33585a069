import { describe, expect, it } from 'vitest'
import { createLink } from '../../src/chain/connection/link.ts'
import { BlockFinalized, HeadAdvanced } from '../../src/chain/follower/events.ts'
import { HeadsMoved, Reorganized } from '../../src/chain/heads/events.ts'
import { headsUnit } from '../../src/chain/heads/spec.ts'
import { createSystem, createVirtualClock } from '../../src/kernel/index.ts'
import { type FakeHeader, fakeNode } from './fake-node.ts'

interface Best {
  readonly number: number
  readonly hash: string
  readonly parentHash: string
}

/** Blocks by short names: `at(3, 'b')` is number 3 of branch b, which leaves the trunk `a` after block `forksAt`. */
const block = (number: number, branch = 'a', forksAt = 2): Best => {
  const name = (n: number) => `0x${(n <= forksAt ? 'a' : branch).repeat(60)}${n.toString(16).padStart(4, '0')}`
  return { number, hash: name(number), parentHash: name(number - 1) }
}

const ref = ({ number, hash }: Best) => ({ number, hash })

async function stage() {
  const clock = createVirtualClock()
  const system = createSystem({ clock })
  const link = createLink()
  const node = fakeNode()
  const headers = new Map<string, Best>()
  let asked = 0
  node.answers['chain_getHeader'] = ([hash]) => {
    asked += 1
    const found = headers.get(String(hash))
    if (found === undefined) return null
    const zero = `0x${'0'.repeat(64)}`
    const header: FakeHeader = {
      number: `0x${found.number.toString(16)}`,
      parentHash: found.parentHash,
      stateRoot: zero,
      extrinsicsRoot: zero,
      digest: { logs: [] },
    }
    return header
  }
  link.attach(node.connection)
  system.register(headsUnit, { ports: { link } })
  const moves: Array<readonly [best: number, lag: number]> = []
  const reorganizations: unknown[] = []
  system.attach({
    emitted({ event: { type, payload } }) {
      if (type === HeadsMoved.type) {
        const { best, lag } = payload as { best: Best; lag: number }
        moves.push([best.number, lag])
      }
      if (type === Reorganized.type) reorganizations.push(payload)
    },
  })
  const started = system.start()
  await system.settled()
  await started
  return {
    moves,
    reorganizations,
    asked: () => asked,
    know: (...blocks: Best[]) => {
      for (const each of blocks) headers.set(each.hash, each)
    },
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
    know(block(3, 'b'), block(4, 'b'))
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
    know(block(2), block(3))
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
})
