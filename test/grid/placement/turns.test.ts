import { describe, expect, it } from 'vitest'
import { createTurns } from '../../../src/grid/placement/turns.ts'

const never = new AbortController().signal

describe('turns', () => {
  it('are had by so many at once, in the order of asking, and go on to the next', async () => {
    const turns = createTurns(2)
    const order: string[] = []
    const take = (name: string) => turns.take(name, never).then(() => void order.push(name))
    const all = ['a', 'b', 'c', 'd'].map(take)
    await Promise.all(all.slice(0, 2))
    expect(order).toEqual(['a', 'b'])
    await turns.take('a', never)
    turns.leave('b')
    turns.leave('b')
    await all[2]
    expect(order).toEqual(['a', 'b', 'c'])
    turns.leave('a')
    await all[3]
    expect(order).toEqual(['a', 'b', 'c', 'd'])
  })

  it('are not kept for who gives up waiting', async () => {
    const turns = createTurns(1)
    await turns.take('a', never)
    const impatient = new AbortController()
    const waiting = turns.take('b', impatient.signal)
    const next = turns.take('c', never)
    impatient.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await expect(turns.take('d', impatient.signal)).rejects.toThrow('enough')
    turns.leave('a')
    await next
  })
})
