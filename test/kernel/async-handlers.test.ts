import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { type ActorContext, defineUnit } from '../../src/kernel/index.ts'
import { counterUnit, Ping, startSystem } from './fixtures.ts'

const later = async (n: number): Promise<void> => {
  await Promise.resolve()
  if (n < 0) throw new Error(`no ${n}`)
}

const plain = (handle: (payload: { n: number }, ctx: ActorContext) => unknown) =>
  defineUnit({ name: 'a', consumes: [Ping], handlers: { 'test.Ping': handle as never } })

const gate = setup({ guards: { 'gated.may': () => false } }).createMachine({
  id: 'gated',
  options: { maxIterations: 10 },
  initial: 'shut',
  states: { shut: { on: { 'test.Ping': { target: 'open', guard: 'gated.may' } } }, open: {} },
})

const gated = (may: () => unknown) =>
  defineUnit({ name: 'gated', machine: gate, consumes: [Ping], handlers: { 'gated.may': may as () => boolean } })

describe('a handler that goes on after it returned', () => {
  it.each([
    ['of a unit without a machine', plain(({ n }) => later(n))],
    ['of a machine', counterUnit('a', (n) => later(n) as unknown as undefined)],
  ])('%s crashes its actor when it fails, and nobody else', async (_, unit) => {
    const { system, ping, pass, seen, actor } = await startSystem((s) => {
      s.register(unit)
      s.register(counterUnit('b'))
    })
    ping(1, -1)
    await system.settled()
    expect(actor('a')).toMatchObject({ status: 'backing-off' })
    expect(actor('b')).toMatchObject({ status: 'running', incarnation: 1, error: undefined })
    await pass(200)
    ping(2)
    await system.settled()
    expect(actor('a')).toMatchObject({ status: 'running', incarnation: 2 })
    expect(seen.filter((line) => line === 'a handled test.Ping')).toHaveLength(3)
  })

  it('beside an actor crashes the extension alone', async () => {
    const { system, ping, actor, seen } = await startSystem((s) => s.register(counterUnit('a')))
    const extended = system.handlers.extend('a', 'x.note', ({ n }: { n: number }) => later(n), {
      on: Ping,
      order: 'after',
      origin: 'test',
    })
    await system.settled()
    await extended
    ping(-1)
    await system.settled()
    expect(seen).toContain('a/+x.note crashed')
    expect(actor('a')).toMatchObject({ status: 'running', incarnation: 1, error: undefined })
  })

  it('is one that returned a promise, and nothing else', async () => {
    const returned = [null, undefined, 7, 'text', {}, () => {}]
    const { system, ping, actor } = await startSystem((s) => s.register(plain(({ n }) => returned[n])))
    ping(...returned.keys())
    await system.settled()
    expect(actor('a')).toMatchObject({ status: 'running', incarnation: 1, error: undefined })
  })

  it('is no guard: a promise does not pass for yes', async () => {
    const { system, ping, actor } = await startSystem((s) => s.register(gated(async () => true)))
    ping(1)
    await system.settled()
    expect(actor('gated')).toMatchObject({ status: 'backing-off', state: 'shut' })
    expect(String(actor('gated').error)).toContain('gated.may returned a promise')
  })

  it('is no guard: what it fails with after that is said to the log', async () => {
    const said: unknown[] = []
    const warn = (fields: object, message: string) => void said.push({ ...fields, message })
    const log = { debug() {}, info() {}, error() {}, warn }
    const { system, ping } = await startSystem((s) => s.register(gated(() => later(-1))), { log })
    ping(1)
    await system.settled()
    expect(said).toContainEqual({
      actor: 'gated',
      error: 'no -1',
      message: 'a handler that outlived its actor failed',
    })
  })

  it('does not end the incarnation that came after its own', async () => {
    let fail: (error: Error) => void = () => {}
    const { system, ping, pass, actor } = await startSystem((s) =>
      s.register(
        plain(
          () =>
            new Promise((_, reject) => {
              fail = reject
            }),
        ),
      ),
    )
    ping(1)
    await system.settled()
    system.restart('a')
    await pass(1)
    fail(new Error('too late'))
    await system.settled()
    expect(actor('a')).toMatchObject({ status: 'running', incarnation: 2, error: undefined })
  })
})
