import { describe, expect, it } from 'vitest'
import type { InspectionEvent } from 'xstate'
import { counterUnit, masterUnit, startSystem } from './fixtures.ts'

/** A system with an inspector, and what that saw of one actor: kinds of inspection events, with the event that led there. */
async function inspected(prepare: Parameters<typeof startSystem>[0]) {
  const stage = await startSystem(prepare)
  const seen: InspectionEvent[] = []
  stage.system.inspect((event) => void seen.push(event))
  return {
    ...stage,
    of: (id: string) =>
      seen
        .filter(({ actorRef }) => (actorRef as unknown as { id: string }).id === id)
        .map((each) => `${each.type.slice(8)} ${'event' in each ? each.event.type : ''}`.trim()),
  }
}

describe('an inspector sees of an actor', () => {
  it('its beginning, what it is given, what it does and what it becomes of it', async () => {
    const { system, ping, of } = await inspected(() => {})
    system.register(counterUnit('a'))
    ping(1)
    system.drain()
    expect(of('a')).toEqual([
      'actor',
      'snapshot kernel.Start',
      'event test.Ping',
      'action',
      'microstep test.Ping',
      'snapshot test.Ping',
    ])
  })

  it('why it changed though nothing was sent to it', async () => {
    const { system, ping, pass, of } = await inspected((s) =>
      s.register(
        counterUnit(
          'a',
          (n) => {
            if (n < 0) throw new Error('negative')
          },
          { restart: { backoff: { min: 10, max: 10 } } },
        ),
      ),
    )
    ping(-1)
    await pass(10)
    await system.replace('a', counterUnit('a'))
    system.restart('a')
    system.unregister('a')
    expect(of('a').filter((line) => line.startsWith('snapshot'))).toEqual([
      'snapshot kernel.Crash',
      'snapshot kernel.Restart',
      'snapshot kernel.Replace',
      'snapshot kernel.Restart',
      'snapshot kernel.Stop',
    ])
  })

  it('and of its duties the same', async () => {
    const { ping, pass, of } = await inspected((s) =>
      s.register(masterUnit((_, ctx) => void ctx.duties('errand').open('k', { label: 'x' }))),
    )
    ping(1)
    await pass(0)
    expect(of('master/errand/k').slice(0, 1)).toEqual(['actor'])
    expect(of('master/errand/k')).toContain('snapshot kernel.Start')
  })
})
