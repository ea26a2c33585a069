import { describe, expect, it } from 'vitest'
import { createRouter } from '../../src/kernel/bus/router.ts'
import { type Command, defineUnit, type KernelError } from '../../src/kernel/index.ts'
import { Double, Ping, Pong } from './fixtures.ts'
import { Quadruple, Triple } from './more-messages.ts'

type Named = { readonly name: string; readonly order: number }
const at = (order: number): Named => ({ name: `actor${order}`, order })
const unit = (name: string, asks: readonly Command[], owns: readonly Command[] = []) =>
  defineUnit({ name, asks, owns, category: 'advise' })

const names = (actors: readonly Named[]) => actors.map(({ name }) => name).join(' ')

describe('a fact', () => {
  it('goes to those that consume it, in the order of their registration', () => {
    const router = createRouter<Named>()
    const [first, second, third] = [at(1), at(2), at(3)]
    const [pings, both] = [
      defineUnit({ name: 'p', consumes: [Ping] }),
      defineUnit({ name: 'b', consumes: [Ping, Pong] }),
    ]
    expect(router.consumers(Ping.type)).toEqual([])
    router.add(pings, first)
    router.add(both, second)
    router.add(pings, third)
    expect(names(router.consumers(Ping.type))).toBe('actor1 actor2 actor3')
    expect(names(router.consumers(Pong.type))).toBe('actor2')
    router.remove(both, second)
    expect(names(router.consumers(Ping.type))).toBe('actor1 actor3')
    expect(names(router.consumers(Pong.type))).toBe('')
    // One that is replaced comes back to its place.
    router.add(both, second)
    router.add(both, second)
    expect(names(router.consumers(Ping.type))).toBe('actor1 actor2 actor3')
  })
})

describe('a command', () => {
  it('goes to its owner, as long as that is there', () => {
    const router = createRouter<Named>()
    const [one, other] = [at(1), at(2)]
    const owning = unit('owner', [], [Double])
    router.add(owning, one)
    router.add(owning, one)
    expect(router.owner(Double.type)).toBe(one)
    expect(router.owner(Triple.type)).toBeUndefined()
    // Another that never became the owner takes nothing away when it leaves.
    router.remove(owning, other)
    expect(router.owner(Double.type)).toBe(one)
    router.remove(owning, one)
    expect(router.owner(Double.type)).toBeUndefined()
    router.add(owning, other)
    expect(router.owner(Double.type)).toBe(other)
  })
})

describe('asks', () => {
  const cycleOf = (work: () => void) => {
    try {
      work()
    } catch (error) {
      const { payload } = error as KernelError
      return payload.code === 'ask-cycle' ? payload.cycle.join(' ') : payload.code
    }
    return undefined
  }
  const named = (router: ReturnType<typeof createRouter<Named>>, each: ReturnType<typeof unit>, order: number) =>
    router.add(each, { name: each.name, order })

  it('may not lead back to who asks: not at once, nor by way of others', () => {
    const router = createRouter<Named>()
    expect(cycleOf(() => named(router, unit('self', [Double], [Double]), 1))).toBe('self self')
    named(router, unit('a', [Triple], [Double]), 1)
    named(router, unit('b', [Quadruple], [Triple]), 2)
    expect(cycleOf(() => named(router, unit('c', [Double], [Quadruple]), 3))).toBe('c a b c')
    expect(cycleOf(() => named(router, unit('c', [], [Quadruple]), 3))).toBeUndefined()
  })

  it('may lead to the same one by two ways, and to nobody', () => {
    const router = createRouter<Named>()
    named(router, unit('end', [], [Quadruple]), 1)
    named(router, unit('left', [Quadruple], [Double]), 2)
    named(router, unit('right', [Quadruple, Double], [Triple]), 3)
    expect(cycleOf(() => named(router, unit('top', [Double, Triple]), 4))).toBeUndefined()
  })

  it('of one that has left lead nowhere', () => {
    const router = createRouter<Named>()
    const first = unit('first', [Triple], [Double])
    const actor = { name: 'first', order: 1 }
    router.add(first, actor)
    expect(cycleOf(() => named(router, unit('second', [Double], [Triple]), 2))).toBe('second first second')
    router.remove(first, actor)
    named(router, unit('first', [], [Double]), 1)
    expect(cycleOf(() => named(router, unit('second', [Double], [Triple]), 2))).toBeUndefined()
  })
})
