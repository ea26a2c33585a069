import { describe, expect, it } from 'vitest'
import { createFirstFit } from '../../../src/grid/placement/first-fit.ts'
import { createPool } from '../../../src/grid/placement/pool.ts'
import { gib, nodeOf, requestOf } from '../nodes.ts'

const request = requestOf(gib(0, 1, 1, 1))
const never = new AbortController().signal
const full = { used: nodeOf(1).total }

describe('the nodes of a farm, as those know them who place on them', () => {
  it('are as they were told last, also while all of them are asked for', () => {
    const pool = createPool()
    expect(() => pool.find(request)).toThrow('not known yet')
    pool.put(nodeOf(9))
    pool.begin()
    pool.put(nodeOf(2, full))
    pool.remove(3)
    pool.load(createFirstFit(0), [nodeOf(1, full), nodeOf(2), nodeOf(3)])
    expect(pool.find(request)).toMatchObject({ refusal: { failed: { capacity: 2 } } })
    pool.put(nodeOf(1))
    expect(pool.find(request)).toEqual({ node: 1 })
  })

  it('are waited for until they are up or lost', async () => {
    const pool = createPool()
    const asleep = [1, 2, 3, 4].map((id) => nodeOf(id, { power: 'wakingUp' }))
    const all = [1, 2, 3, 4].map((id) => pool.whenSettled(id, never))
    pool.put(nodeOf(1))
    pool.load(createFirstFit(0), asleep.slice(0, 3))
    pool.put(nodeOf(1))
    pool.put(nodeOf(2, { power: 'unreachable' }))
    pool.remove(3)
    expect(await Promise.all(all)).toEqual(['up', 'lost', 'lost', 'lost'])
    expect(await pool.whenSettled(1, never)).toBe('up')
    const over = new AbortController()
    const waiting = pool.whenSettled(5, over.signal)
    over.abort(new Error('over'))
    await expect(pool.whenSettled(1, over.signal)).rejects.toThrow('over')
    expect(await waiting).toBe('lost')
  })

  it('are not chosen when somebody has waited for them in vain, until they are up or off once more', () => {
    const pool = createPool()
    const waking = nodeOf(1, { power: 'wakingUp' })
    pool.load(createFirstFit(0), [waking])
    pool.distrust(1)
    pool.put(waking)
    expect(pool.find(request)).toMatchObject({ refusal: { failed: { unreachable: 1 } } })
    pool.put(nodeOf(1, { power: 'off' }))
    expect(pool.find(request)).toEqual({ node: 1 })
    pool.distrust(1)
    pool.distrust(7)
    expect(pool.find(request)).toEqual({ node: 1 })
  })
})
