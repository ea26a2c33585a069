import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import {
  createMemoryStore,
  createSystem,
  createVirtualClock,
  readTrace,
  recordTrace,
  replay,
  type Unit,
} from '../../src/kernel/index.ts'
import { counter, counterUnit, Ping, startSystem, worker } from './fixtures.ts'
import { guardedUnit, masterUnit, workerUnit } from './replay-units.ts'

const units = (): Unit[] => [counterUnit('a'), workerUnit(), guardedUnit(), masterUnit()]

/** A run with tasks, timers, guards, delays, duties and a crash, as the text of its trace. */
async function recordedRun(): Promise<string> {
  const lines: string[] = []
  const { ping, pass, system } = await startSystem((s) => {
    recordTrace(s, (line) => lines.push(line))
    for (const unit of units()) s.register(unit)
  })
  for (const n of [1, 2, 5]) {
    ping(n)
    await pass(50)
  }
  ping(-1)
  await pass(1_000)
  await system.replace(
    'a',
    counterUnit('a', () => {}, { adopt: (snapshot) => snapshot }),
  )
  ping(7)
  await pass(500)
  return `${lines.join('\n')}\n`
}

const withMachine = (name: string, machine: unknown): Unit[] =>
  units().map((unit) => (unit.name === name ? { ...unit, machine: machine as Unit['machine'] } : unit))

describe('a replay', () => {
  it('of the same machines diverges nowhere, tasks, timers, guards, duties and crashes included', async () => {
    const { lines } = readTrace(await recordedRun())
    const { steps, divergence } = replay(lines, units())
    expect(divergence).toBeUndefined()
    expect(steps).toBeGreaterThan(30)
    const kinds = new Set(lines.flatMap((line) => (line.kind === 'step' ? [`${line.actor} ${line.event.type}`] : [])))
    expect(kinds).toContain('worker xstate.done.actor.work')
    expect(kinds).toContain('master/errands errand.End')
  })

  it('names the first step at which a changed machine ends elsewhere', async () => {
    const { lines } = readTrace(await recordedRun())
    const { worker: _, ...resting } = { worker, ...worker.config }
    const states = {
      ...resting.states,
      working: { ...resting.states?.['working'], invoke: { id: 'work', src: 'worker.work', onDone: 'idle' } },
    }
    const changed = setup({})
      .createMachine({ ...resting, states } as never)
      .provide(worker.implementations as never)
    const { divergence } = replay(lines, withMachine('worker', changed))
    expect(divergence).toMatchObject({
      actor: 'worker',
      event: 'xstate.done.actor.work',
      what: 'state',
      expected: 'resting',
      actual: 'idle',
    })
  })

  it('sees a handler that is called no more, or another context', async () => {
    const { lines } = readTrace(await recordedRun())
    const silent = setup({})
      .createMachine({
        ...counter.config,
        states: { counting: { on: { 'test.Ping': { actions: ['count'] } } } },
      } as never)
      .provide(counter.implementations as never)
    expect(replay(lines, withMachine('a', silent)).divergence).toMatchObject({ actor: 'a', what: 'calls', actual: [] })
    const still = setup({})
      .createMachine({
        ...counter.config,
        states: { counting: { on: { 'test.Ping': { actions: ['counter.note'] } } } },
      } as never)
      .provide(counter.implementations as never)
    expect(replay(lines, withMachine('a', still)).divergence).toMatchObject({
      what: 'context',
      expected: { count: 1 },
      actual: { count: 0 },
    })
  })

  it('says what it had no machine for', async () => {
    const { lines } = readTrace(await recordedRun())
    const { steps, skipped, divergence } = replay(lines, [counterUnit('a')])
    expect(divergence).toBeUndefined()
    expect(skipped).toBeGreaterThan(0)
    expect(steps).toBeGreaterThan(0)
  })

  it('goes on from a state that was saved', async () => {
    const store = createMemoryStore()
    const lines: string[] = []
    for (const n of [1, 2]) {
      const system = createSystem({ clock: createVirtualClock(), seed: 1, store })
      lines.length = 0
      recordTrace(system, (line) => lines.push(line))
      system.register({ ...counterUnit('a'), persist: { version: 1 } })
      void system.start()
      await system.settled()
      system.emit(Ping, { n })
      await system.settled()
    }
    const trace = readTrace(lines.join('\n'))
    expect(trace.lines.some((line) => line.kind === 'step' && line.restored !== undefined)).toBe(true)
    expect(replay(trace.lines, [counterUnit('a')])).toMatchObject({ steps: 4, skipped: 0, divergence: undefined })
  })
})

describe('reading a trace', () => {
  it('leaves out a last line that was not written whole, and says so', async () => {
    const text = await recordedRun()
    const cut = readTrace(text.slice(0, -20))
    expect(cut.truncated).toBe(true)
    expect(cut.lines.length).toBe(readTrace(text).lines.length - 1)
  })

  it('names the line of what is no trace', () => {
    expect(() => readTrace('hello\n')).toThrow('line 1 of the trace is not what a trace begins with')
    expect(() => readTrace('{"reeve":"trace","version":9}\n')).toThrow('says version 9; this program reads version 1')
    expect(() => readTrace('{"reeve":"trace","version":1}\n{"kind"\n{}\n')).toThrow(
      'line 2 of the trace cannot be read',
    )
  })
})
