import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import {
  createStructTracer,
  createSystem,
  createVirtualClock,
  defineUnit,
  encode,
  readTrace,
  recordTrace,
  replay,
  type System,
  type Unit,
} from '../../src/kernel/index.ts'
import { counter, counterUnit, errand, masterUnit, Ping, Pong, startSystem } from './fixtures.ts'
import { guardedUnit } from './replay-units.ts'

interface Step {
  readonly kind: string
  readonly actor: string
  readonly [field: string]: unknown
}

/** The steps that were written down of a run. */
async function stepsOf(
  prepare: (system: System) => void,
  run: (stage: Awaited<ReturnType<typeof startSystem>>) => Promise<void>,
) {
  const lines: string[] = []
  const stage = await startSystem((s) => {
    recordTrace(s, (line) => lines.push(line))
    prepare(s)
  })
  await run(stage)
  const trace = readTrace(`${lines.join('\n')}\n`)
  return { lines: trace.lines, steps: trace.lines.filter(({ kind }) => kind === 'step') as unknown as Step[] }
}

describe('a step that is written down', () => {
  it('has what it was given, whom it called with what, what that said, and what it became', async () => {
    const { steps } = await stepsOf(
      (s) => s.register(guardedUnit()),
      async ({ ping, pass }) => {
        await pass(5)
        ping(5)
        await pass(0)
      },
    )
    const [init, step] = steps.filter(({ actor }) => actor === 'guarded')
    expect(init).toEqual({
      kind: 'step',
      actor: 'guarded',
      at: 0,
      event: { type: 'xstate.init' },
      input: {},
      calls: [],
      state: 'small',
      context: { big: 0n },
    })
    expect(step).toEqual({
      kind: 'step',
      actor: 'guarded',
      at: 5,
      event: { type: Ping.type, payload: { n: 5 } },
      calls: [{ name: 'guarded.isBig', params: { from: 4 }, result: true }],
      state: 'large',
      context: { big: 5n },
    })
  })

  it('has why it failed, and nothing of what it would have become', async () => {
    const { steps } = await stepsOf(
      (s) => s.register(guardedUnit()),
      async ({ ping, pass }) => {
        ping(-1)
        await pass(0)
      },
    )
    const failed = steps.filter(({ actor }) => actor === 'guarded').at(-1)!
    expect(failed).toMatchObject({ error: 'negative', event: { type: Ping.type } })
    expect(Object.keys(failed)).not.toContain('state')
  })

  it('of a duty has its key and what it was opened with', async () => {
    const { steps } = await stepsOf(
      (s) =>
        s.register(
          masterUnit((n, ctx) => {
            if (n === 1) ctx.duties('errand').open('k', { label: 'x' })
          }),
        ),
      async ({ ping, pass }) => {
        ping(1)
        await pass(0)
      },
    )
    expect(steps.find(({ actor }) => actor === 'master/errand')).toMatchObject({
      key: 'k',
      input: { label: 'x' },
      state: 'running',
    })
  })

  it('is one of a machine: of other units there are none', async () => {
    const plain = defineUnit({ name: 'plain', consumes: [Ping], handlers: { [Ping.type]: () => {} } })
    const { steps } = await stepsOf(
      (s) => s.register(plain),
      async ({ ping, pass }) => {
        ping(1)
        await pass(0)
      },
    )
    expect(steps.filter(({ actor }) => actor === 'plain')).toEqual([])
  })

  it('leaves out what a handler gave back that is no answer', async () => {
    const answers: readonly unknown[] = [undefined, () => {}, Promise.resolve(1), 7]
    const { steps } = await stepsOf(
      (s) => s.register(counterUnit('a', ((n: number) => answers[n]) as never)),
      async ({ ping, pass }) => {
        ping(0, 1, 2, 3)
        await pass(0)
      },
    )
    const calls = steps.filter(({ actor, event }) => actor === 'a' && (event as { type: string }).type === Ping.type)
    const call = { name: 'counter.note' }
    expect(calls.map((step) => step['calls'])).toEqual([[call], [call], [call], [{ ...call, result: 7 }]])
  })
})

describe('a replay', () => {
  const machine = (options: object) => ({ ...counterUnit('a'), machine: counter.provide(options as never) }) as Unit

  it('counts the steps it did and those it could not do', async () => {
    const { lines } = await stepsOf(
      (s) => {
        s.register(counterUnit('a'))
        s.register(counterUnit('b'))
      },
      async ({ ping, pass }) => {
        ping(1, 2)
        await pass(0)
      },
    )
    const own = lines.filter((line) => line.kind === 'step' && line.actor === 'a').length
    const foreign = lines.filter((line) => line.kind === 'step' && line.actor === 'b').length
    const roots = lines.filter((line) => line.kind === 'step' && line.actor === 'root').length
    expect(own).toBe(3)
    expect(replay(lines, [counterUnit('a')])).toEqual({ steps: own + roots, skipped: foreign, divergence: undefined })
  })

  it('leaves out an actor of which a step was not written whole, until its next beginning', async () => {
    const { lines } = await stepsOf(
      (s) => s.register(counterUnit('a')),
      async ({ system, ping, pass }) => {
        system.emit(Ping, { n: (() => 'no data') as never })
        await pass(0)
        ping(1)
        await pass(0)
        system.restart('a')
        ping(2)
        await pass(0)
      },
    )
    const roots = lines.filter((line) => line.kind === 'step' && line.actor === 'root').length
    expect(replay(lines, [counterUnit('a')])).toEqual({ steps: roots + 3, skipped: 2, divergence: undefined })
  })

  it('says where a machine fails that did not fail then', async () => {
    const { lines } = await stepsOf(
      (s) => {
        s.register(counterUnit('unknown'))
        s.register(counterUnit('a'))
      },
      async ({ ping, pass }) => {
        ping(1)
        await pass(0)
      },
    )
    const count = () => {
      throw new Error('cannot count')
    }
    const { divergence } = replay(lines, [machine({ actions: { count } })])
    expect(divergence).toMatchObject({ what: 'error', actor: 'a', event: Ping.type, actual: 'cannot count' })
    expect(divergence!.key).toBeUndefined()
    const { actor, event } = lines.filter((line) => line.kind === 'step')[divergence!.step - 1]!
    expect([actor, event.type]).toEqual(['a', Ping.type])
  })

  it('takes a handler’s answer from the trace only where it asks the same', async () => {
    const { lines } = await stepsOf(
      (s) => s.register(guardedUnit()),
      async ({ ping, pass }) => {
        ping(5)
        await pass(0)
      },
    )
    const renamed = lines.map((line) =>
      line.kind === 'step' ? { ...line, calls: line.calls.map((call) => ({ ...call, name: 'another.name' })) } : line,
    )
    expect(replay(renamed, [guardedUnit()]).divergence).toMatchObject({
      what: 'state',
      expected: 'large',
      actual: 'small',
    })
    const reparametered = lines.map((line) =>
      line.kind === 'step' ? { ...line, calls: line.calls.map((call) => ({ ...call, params: { from: 3 } })) } : line,
    )
    expect(replay(reparametered, [guardedUnit()]).divergence).toMatchObject({ what: 'calls' })
  })

  it('knows the duties of a family apart', async () => {
    const opening = masterUnit((n, ctx) => {
      const duties = ctx.duties('errand')
      for (const key of ['one', 'two'])
        if (n === 1) duties.open(key, { label: key })
        else duties.tell(key, { type: 'errand.End', payload: null })
    })
    const { lines, steps } = await stepsOf(
      (s) => s.register(opening),
      async ({ ping, pass }) => {
        ping(1)
        await pass(0)
        ping(2)
        await pass(0)
      },
    )
    expect(steps.filter(({ key }) => key !== undefined)).toHaveLength(4)
    expect(replay(lines, [opening])).toMatchObject({ skipped: 0, divergence: undefined })
    expect(replay(lines, [{ ...opening, duties: {} }])).toMatchObject({ skipped: 4, divergence: undefined })
  })

  it('of a duty names its key', async () => {
    const opening = masterUnit((n, ctx) => {
      const duties = ctx.duties('errand')
      if (n === 1) duties.open('k', { label: 'x' })
      else duties.tell('k', { type: 'errand.End', payload: null })
    })
    const { lines } = await stepsOf(
      (s) => s.register(opening),
      async ({ ping, pass }) => {
        ping(1)
        await pass(0)
        ping(2)
        await pass(0)
      },
    )
    expect(replay(lines, [opening]).divergence).toBeUndefined()
    const lazy = setup({ actions: { takeInput: () => {}, 'errand.break': () => {} } }).createMachine(
      errand.config as never,
    )
    const { divergence } = replay(lines, [{ ...opening, duties: { errand: { machine: lazy as never } } }])
    expect(divergence).toMatchObject({ actor: 'master/errand', key: 'k', what: 'context', actual: { label: '' } })
  })
})

describe('a trace', () => {
  const header = '{"reeve":"trace","version":1}'

  it('may end in the middle of its last line only', () => {
    const line = encode({ kind: 'stopped', actor: 'a', at: 1 })
    expect(readTrace(`${header}\n${line}\n`)).toEqual({
      lines: [{ kind: 'stopped', actor: 'a', at: 1 }],
      truncated: false,
    })
    expect(readTrace(`${header}\n${line}`)).toEqual({
      lines: [{ kind: 'stopped', actor: 'a', at: 1 }],
      truncated: false,
    })
    expect(readTrace(`${header}\n${line}\n{"ki`)).toMatchObject({ lines: [{ kind: 'stopped' }], truncated: true })
    expect(() => readTrace(`${header}\n{"ki\n${line}`)).toThrow('line 2 of the trace cannot be read')
    expect(() => readTrace(`${header}\n${line}\n{"ki\n`)).toThrow('line 3 of the trace cannot be read')
    expect(readTrace(header)).toEqual({ lines: [], truncated: false })
  })

  it('that is none is told by the line that shows it', () => {
    for (const text of ['', 'null', '{"reeve":"other","version":1}', '7'])
      expect(() => readTrace(`${text}\n`)).toThrow('line 1 of the trace is not what a trace begins with')
    try {
      readTrace('{"reeve":"trace","version":2}')
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ code: 'bad-trace', name: 'TraceError', line: 1 })
    }
  })

  it('of an emission that cannot be written has who, what and when', async () => {
    const lines: string[] = []
    const system = createSystem({ clock: createVirtualClock(3), seed: 1 })
    recordTrace(system, (line) => lines.push(line))
    system.emit(Pong, { n: Symbol('none') as never })
    expect(JSON.parse(lines.at(-1)!)).toEqual({
      kind: 'emitted',
      actor: 'outside',
      at: 3,
      type: Pong.type,
      id: expect.any(Number),
      incomplete: expect.stringContaining('symbol'),
    })
  })
})

describe('the last entries', () => {
  it('have what was emitted and handled, with their times', async () => {
    const { system, clock, ping } = await startSystem((s) => s.register(counterUnit('a', () => clock.advance(2))))
    const tracer = createStructTracer(clock)
    system.attach(tracer)
    clock.advance(5)
    const [emission] = ping(1)
    system.drain()
    const { id } = emission!
    const letter = { type: Ping.type, id, trace: id }
    expect(tracer.entries()).toEqual([
      { kind: 'emitted', actor: 'outside', ...letter, cause: 0, accepted: 1, payload: { n: 1 }, at: 5 },
      { kind: 'handled', actor: 'a', ...letter, from: 'outside', duration: 2, at: 7 },
    ])
  })
})
