import { describe, expect, it } from 'vitest'
import { gib, nodeOf, requestOf } from '../nodes.ts'
import { createFarm } from './farm.ts'

const signal = new AbortController().signal
const HALF = requestOf(gib(0, 100, 16, 4))
const three = [1, 2, 3].map((id) => nodeOf(id))

describe('nodes that plan', () => {
  it('place by the rule of best fit, by two messages for each node and a few more', async () => {
    const farm = createFarm({ nodes: three })
    expect(await farm.settled(farm.negotiator.place('a', HALF, { signal }))).toEqual({ node: 1 })
    expect(await farm.settled(farm.negotiator.place('b', HALF, { signal }))).toEqual({ node: 1 })
    expect(await farm.settled(farm.negotiator.place('c', HALF, { signal }))).toEqual({ node: 2 })
  })
})
