import { describe, expect, it } from 'vitest'
import { createSystem, recordTrace } from '../../src/kernel/index.ts'
import { counterUnit, Ping, startSystem } from './fixtures.ts'

describe('a trace that is written down', () => {
  it('begins with what it is, and ends when told to', async () => {
    const lines: string[] = []
    const { system, ping, pass } = await startSystem((s) => s.register(counterUnit('a')))
    const end = recordTrace(system, (line) => lines.push(line))
    expect(JSON.parse(lines[0]!)).toEqual({ reeve: 'trace', version: 1 })
    ping(1)
    await pass(0)
    const kinds = lines.slice(1).map((line) => JSON.parse(line).kind)
    expect(kinds).toEqual(expect.arrayContaining(['emitted', 'handled', 'step']))
    end()
    const before = lines.length
    ping(2)
    await pass(0)
    expect(lines).toHaveLength(before)
  })

  it('is not ended by the end of one that another has taken the place of', async () => {
    const [first, second]: [string[], string[]] = [[], []]
    const { system, ping, pass } = await startSystem((s) => s.register(counterUnit('a')))
    const endFirst = recordTrace(system, (line) => first.push(line))
    const endSecond = recordTrace(system, (line) => second.push(line))
    endFirst()
    const before = first.length
    ping(1)
    await pass(0)
    expect(first).toHaveLength(before)
    expect(second.map((line) => JSON.parse(line).kind)).toContain('step')
    endSecond()
  })

  it('has of a line that cannot be written what can be, and says what is wrong', async () => {
    const lines: string[] = []
    const { system, pass } = await startSystem((s) => s.register(counterUnit('a')))
    recordTrace(system, (line) => lines.push(line))
    system.emit(Ping, { n: (() => 'no data') as never })
    await pass(0)
    const entries = lines.slice(1).map((line) => JSON.parse(line))
    const step = entries.find(({ kind }) => kind === 'step')
    expect(step).toMatchObject({ actor: 'a', event: { type: Ping.type }, incomplete: expect.any(String) })
    expect(step.calls).toEqual([])
    expect(step.at).toEqual(expect.any(Number))
  })
})

describe('what a system says of itself', () => {
  it('is its units with where each handler comes from, before and after its start, and all its messages', async () => {
    const system = createSystem()
    system.register(counterUnit('a'))
    const waiting = system.units()
    expect(waiting.map(({ unit }) => unit.name)).toEqual(['a'])
    expect(waiting[0]!.origins.map(({ handler }) => handler)).toContain('counter.note')
    const { system: running } = await startSystem((s) => {
      s.register(counterUnit('a'))
      s.register(counterUnit('b'))
    })
    expect(running.units().map(({ unit }) => unit.name)).toEqual(expect.arrayContaining(['a', 'b']))
    const messages = running.messages().map(({ type }) => type)
    expect(messages).toContain(Ping.type)
    expect(messages).toContain('kernel.ActorRestarted')
  })
})
