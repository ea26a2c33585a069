import { describe, expect, it } from 'vitest'
import type { InspectionEvent } from 'xstate'
import { counterUnit, startSystem } from './fixtures.ts'

async function stage() {
  const started = await startSystem((s) => s.register(counterUnit('a')))
  const { system, ping } = started
  const seen: InspectionEvent[] = []
  return {
    ...started,
    seen,
    look: () => system.inspect((event) => void seen.push(event)),
    act() {
      seen.length = 0
      ping(1)
      system.drain()
      return seen.length
    },
  }
}

describe('inspectors', () => {
  it('each see all, until they are detached; detaching one twice takes nothing from another', async () => {
    const { system, look, act } = await stage()
    const first = look()
    const one = act()
    expect(one).toBeGreaterThan(0)
    const second = look()
    expect(act()).toBe(2 * one)
    first()
    first()
    expect(act()).toBe(one)
    second()
    expect(act()).toBe(0)
    const third = look()
    expect(act()).toBe(one)
    third()
    expect(system.actors().find(({ name }) => name === 'a')!.incarnation).toBe(1)
  })

  it('may be observers instead of functions, also with nothing to call', async () => {
    const { system, ping } = await stage()
    let count = 0
    const own = {
      step: 1,
      next() {
        count += this.step
      },
    }
    system.inspect(own as never)
    system.inspect({} as never)
    ping(1)
    system.drain()
    expect(count).toBeGreaterThan(0)
  })

  it('are told of the actor that an event went to, under the session of the kernel', async () => {
    const { look, act, seen, system } = await stage()
    look()
    act()
    const roots = new Set(seen.map(({ rootId }) => rootId))
    expect(roots.size).toBe(1)
    const { sessionId } = system.ref('a') as unknown as { sessionId: string }
    expect(seen.some(({ actorRef }) => (actorRef as { sessionId?: string }).sessionId === sessionId)).toBe(true)
  })
})
