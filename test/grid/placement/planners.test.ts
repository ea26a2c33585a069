import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type NodeView, POWER_STATES } from '../../../src/grid/capacity/node-view.ts'
import { plus } from '../../../src/grid/capacity/resources.ts'
import { createBestFit } from '../../../src/grid/placement/best-fit.ts'
import { failedBy } from '../../../src/grid/placement/constraints.ts'
import { createFirstFit } from '../../../src/grid/placement/first-fit.ts'
import type { Planner } from '../../../src/grid/placement/planner.ts'
import { claimOf, type PlacementRequest } from '../../../src/grid/placement/request.ts'
import { gib, nodeOf, requestOf } from '../nodes.ts'

const flag = fc.boolean()
const amount = (max: number) => fc.integer({ min: 0, max })
const resources = fc.record({ hru: amount(4), sru: amount(4), mru: amount(4), cru: amount(4) })
const anyNode = fc.record({
  id: fc.integer({ min: 1, max: 12 }),
  power: fc.constantFrom(...POWER_STATES),
  total: resources.map(({ hru, sru, mru, cru }) => gib(hru, sru, mru, cru)),
  used: resources.map(({ hru, sru, mru, cru }) => gib(hru, sru, mru, cru)),
  overprovision: fc.integer({ min: 1, max: 3 }),
  isCertified: flag,
  isDedicated: flag,
  isRented: flag,
  hasPublicConfig: flag,
  gpus: fc.array(fc.constant({ vendor: 'NVIDIA', device: 'GeForce' }), { maxLength: 2 }),
})
const anyRequest = fc
  .record({ of: resources, certified: flag, publicConfig: flag, dedicated: flag, gpu: flag, excluded: amount(12) })
  .map(({ of: { hru, sru, mru, cru }, gpu, excluded, ...rest }) =>
    requestOf(gib(hru, sru, mru, cru), {
      ...rest,
      gpus: { count: gpu ? 1 : 0, vendors: [], devices: [] },
      excluded: [excluded],
    }),
  )

const fits = (node: NodeView, request: PlacementRequest) => failedBy(node, request) === undefined
const rank = ({ power }: NodeView) => POWER_STATES.indexOf(power)
const foundBy = (planner: Planner, request: PlacementRequest) => {
  const found = planner.find(request)
  return 'node' in found ? found.node : undefined
}

describe.each([
  ['first-fit', createFirstFit],
  ['best-fit', createBestFit],
])('%s', (name, create) => {
  it('finds a node that fits, of the best power state, whenever there is one', () => {
    fc.assert(
      fc.property(
        fc.array(anyNode, { maxLength: 40 }),
        fc.array(anyRequest, { maxLength: 10 }),
        (changes, requests) => {
          const planner = create(10)
          const nodes = new Map<number, NodeView>()
          for (const { id, ...more } of changes) {
            nodes.set(id, nodeOf(id, more))
            planner.put(nodes.get(id)!)
          }
          for (const request of requests) {
            const candidates = [...nodes.values()]
              .filter((node) => fits(node, request))
              .sort((a, b) => rank(a) - rank(b))
            const found = foundBy(planner, request)
            if (candidates.length === 0) {
              expect(found).toBeUndefined()
              continue
            }
            const node = nodes.get(found!)!
            expect(fits(node, request)).toBe(true)
            expect(node.power).toBe(candidates[0]!.power)
            if (name === 'first-fit') expect(found).toBe(candidates[0]!.id)
            nodes.set(node.id, { ...node, used: plus(node.used, claimOf(request, node)) })
            planner.put(nodes.get(node.id)!)
          }
        },
      ),
    )
  })

  it('forgets a node that is gone, and takes its place for another', () => {
    const planner = create(0)
    for (const id of [1, 2, 3]) planner.put(nodeOf(id))
    const request = requestOf(gib(0, 1, 1, 1))
    planner.remove(1)
    planner.remove(3)
    planner.remove(9)
    expect(foundBy(planner, request)).toBe(2)
    planner.remove(2)
    expect(planner.find(request)).toEqual({ refusal: { code: 'no-node', failed: {} } })
    planner.put(nodeOf(4))
    expect(foundBy(planner, request)).toBe(4)
  })

  it('says what rules the nodes out, and what the farm lacks', () => {
    const planner = create(2)
    planner.put(nodeOf(1, { publicIpsUsed: 1 }))
    planner.put(nodeOf(2, { isRented: true }))
    planner.put(nodeOf(3, { isCertified: true, total: gib(10, 10, 1, 1) }))
    expect(planner.find(requestOf(gib(0, 0, 2, 1), { certified: true }))).toEqual({
      refusal: { code: 'no-node', failed: { certified: 2, capacity: 1 } },
    })
    expect(planner.find(requestOf(gib(0, 0, 1, 1), { publicIps: 2 }))).toEqual({
      refusal: { code: 'not-enough-public-ips', wanted: 2, free: 1 },
    })
  })
})

describe('best-fit', () => {
  it('fills a node before it begins another, and begins the one with most room', () => {
    const planner = createBestFit(0)
    const small = nodeOf(1, { total: gib(0, 100, 8, 4) })
    const large = nodeOf(2, { total: gib(0, 100, 64, 32) })
    for (const node of [small, large]) planner.put(node)
    const request = requestOf(gib(0, 1, 2, 1))
    expect(foundBy(planner, request)).toBe(2)
    planner.put({ ...small, used: request.resources })
    expect(foundBy(planner, request)).toBe(1)
  })

  it('keeps HDD and GPUs for those who ask for them', () => {
    const planner = createBestFit(0)
    planner.put(nodeOf(1, { used: gib(1, 1, 16, 4) }))
    planner.put(nodeOf(2, { total: gib(0, 1_000, 32, 8) }))
    planner.put(nodeOf(3, { total: gib(0, 1_000, 64, 16), gpus: [{ vendor: 'NVIDIA', device: 'GeForce RTX' }] }))
    expect(foundBy(planner, requestOf(gib(0, 1, 1, 1)))).toBe(2)
    expect(foundBy(planner, requestOf(gib(1, 1, 1, 1)))).toBe(1)
    expect(foundBy(planner, requestOf(gib(0, 1, 1, 1), { gpus: { count: 0, vendors: ['nvidia'], devices: [] } }))).toBe(
      3,
    )
  })
})
