import { describe, expect, it } from 'vitest'
import type { AnyActorRef } from 'xstate'
import { createVirtualClock } from '../../src/kernel/index.ts'
import { createDeadlines } from '../../src/kernel/xstate/deadlines.ts'

function stage() {
  const clock = createVirtualClock()
  const delivered: string[] = []
  const [one, two] = [{ id: 'one' }, { id: 'two' }] as unknown as [AnyActorRef, AnyActorRef]
  const deadlines = createDeadlines(clock, (source, target, event) => {
    delivered.push(`${source.id} to ${target.id}: ${event.type} at ${clock.now()}`)
  })
  const of = (source: AnyActorRef) => deadlines.of(source).map(({ event, due }) => `${event.type} ${due}`)
  return { clock, delivered, deadlines, one, two, of }
}

const event = (type: string) => ({ type })

describe('delayed events', () => {
  it('come to whom they are for when they are due, and are listed until then', () => {
    const { clock, delivered, deadlines, one, two, of } = stage()
    deadlines.schedule(one, two, event('a'), 10, 'x')
    deadlines.schedule(one, one, event('b'), 20, 'y')
    deadlines.schedule(two, two, event('c'), 20, 'x')
    expect(deadlines.of(one)[0]).toEqual({ id: 'x', target: two, event: event('a'), due: 10 })
    expect([of(one), of(two)]).toEqual([['a 10', 'b 20'], ['c 20']])
    clock.advance(10)
    expect([of(one), of(two)]).toEqual([['b 20'], ['c 20']])
    clock.advance(10)
    expect(delivered).toEqual(['one to two: a at 10', 'one to one: b at 20', 'two to two: c at 20'])
    expect([of(one), of(two)]).toEqual([[], []])
  })

  it('of one name take the place of each other, those without a name do not', () => {
    const { clock, delivered, deadlines, one } = stage()
    deadlines.schedule(one, one, event('first'), 10, 'x')
    deadlines.schedule(one, one, event('second'), 20, 'x')
    for (const type of ['third', 'fourth']) deadlines.schedule(one, one, event(type), 30)
    clock.advance(100)
    expect(delivered.map((line) => line.split(' ')[3])).toEqual(['second', 'third', 'fourth'])
  })

  it('are cancelled by name or all at once, each actor’s own', () => {
    const { clock, delivered, deadlines, one, two, of } = stage()
    for (const source of [one, two]) for (const id of ['x', 'y']) deadlines.schedule(source, source, event(id), 10, id)
    deadlines.cancel(one, 'x')
    deadlines.cancel(one, 'never there')
    deadlines.cancel({ id: 'nobody' } as AnyActorRef, 'x')
    expect([of(one), of(two)]).toEqual([['y 10'], ['x 10', 'y 10']])
    deadlines.cancelAll(two)
    deadlines.cancelAll({ id: 'nobody' } as AnyActorRef)
    expect(of(two)).toEqual([])
    clock.advance(10)
    expect(delivered).toEqual(['one to one: y at 10'])
  })

  it('can be set anew by what they bring about', () => {
    const clock = createVirtualClock()
    const one = { id: 'one' } as AnyActorRef
    const times: number[] = []
    const deadlines = createDeadlines(clock, (source, target, again) => {
      times.push(clock.now())
      if (times.length < 3) deadlines.schedule(source, target, again, 10, 'x')
    })
    deadlines.schedule(one, one, event('tick'), 10, 'x')
    clock.advance(100)
    expect(times).toEqual([10, 20, 30])
  })
})
