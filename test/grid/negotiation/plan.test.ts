import { describe, expect, it } from 'vitest'
import type { NodeView } from '../../../src/grid/capacity/node-view.ts'
import type { FarmFacts } from '../../../src/grid/negotiation/facts.ts'
import type { Bids, Decision, OpenJob } from '../../../src/grid/negotiation/lead/job.ts'
import { plan } from '../../../src/grid/negotiation/lead/plan.ts'
import type { Bid } from '../../../src/grid/negotiation/wire.ts'
import type { PlacementRequest } from '../../../src/grid/placement/request.ts'
import { gib, nodeOf, requestOf } from '../nodes.ts'

const HALF = requestOf(gib(0, 100, 16, 4))
const WHOLE = requestOf(gib(0, 100, 32, 8))

const jobs = (...all: ReadonlyArray<readonly PlacementRequest[]>): OpenJob[] =>
  all.map((requests, index) => ({
    name: 'abc'[index]!,
    attempt: 100,
    requests,
    ask: index,
    index,
    ruledOut: new Map(),
  }))
const bidOf = (view: NodeView, more: Partial<Bid> = {}): Bid => ({ view, failed: [], held: [], awaited: [], ...more })

function decide(
  nodes: readonly NodeView[],
  what: readonly OpenJob[],
  more: Readonly<Record<number, Partial<Bid>>> = {},
) {
  const facts: FarmFacts = {
    farmId: 3,
    farmerTwin: 1,
    publicIps: 1,
    slot: 0,
    nodes: new Map(nodes.map((node) => [node.id, node])),
  }
  const up = nodes.filter(({ power }) => power === 'on')
  const bids: Bids = new Map(up.map((node) => [node.id, bidOf(node, more[node.id])]))
  return plan(what, { facts, bids, awaited: [] }).map(({ job: { name }, ...rest }: Decision) => ({ name, ...rest }))
}
const held = (name: string, attempt: number, isConfirmed = false) => ({
  held: [{ name, part: 0, attempt, isConfirmed }],
})

describe('what a leader decides', () => {
  it('leaves to others what it would have given to a group that does not fit as a whole', () => {
    const decided = decide([nodeOf(1), nodeOf(2)], jobs([WHOLE, WHOLE, HALF], [WHOLE], [HALF]))
    expect(decided).toEqual([
      { name: 'a', kind: 'refused', refusal: { code: 'no-node', failed: { capacity: 2 } } },
      { name: 'b', kind: 'award', nodes: [expect.any(Number)] },
      { name: 'c', kind: 'award', nodes: [expect.any(Number)] },
    ])
  })

  it('does not give the same to two, nor more addresses than the farm has', () => {
    const withIp = { ...HALF, publicIps: 1 }
    expect(decide([nodeOf(1)], jobs([withIp], [withIp], [HALF]))).toEqual([
      { name: 'a', kind: 'award', nodes: [1] },
      { name: 'b', kind: 'refused', refusal: { code: 'not-enough-public-ips', wanted: 1, free: 0 } },
      { name: 'c', kind: 'award', nodes: [1] },
    ])
  })

  it('is where it is held already: what is confirmed first, then what is latest', () => {
    const nodes = [1, 2, 3].map((id) => nodeOf(id))
    const at = (more: Parameters<typeof decide>[2]) => decide(nodes, jobs([HALF]), more)
    expect(at({ 2: held('a', 7), 3: held('a', 8) })).toEqual([{ name: 'a', kind: 'award', nodes: [3] }])
    expect(at({ 2: held('a', 7, true), 3: held('a', 8) })).toEqual([{ name: 'a', kind: 'award', nodes: [2] }])
    expect(at({ 3: held('b', 8) })).toEqual([{ name: 'a', kind: 'award', nodes: [1] }])
    expect(at({ 3: held('a', 100) })).toEqual([{ name: 'a', kind: 'outrun', beyond: 100 }])
  })

  it('takes a node for itself, whatever it says that it is', () => {
    const liar = { view: nodeOf(2, { twinId: 102, power: 'off' }) }
    expect(decide([nodeOf(1), nodeOf(2, { isRented: true })], jobs([WHOLE], [WHOLE]), { 1: liar })).toEqual([
      { name: 'a', kind: 'award', nodes: [1] },
      { name: 'b', kind: 'refused', refusal: { code: 'no-node', failed: { rented: 1, capacity: 1 } } },
    ])
  })
})
