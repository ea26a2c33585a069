import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import type { ActorContext } from '../../src/kernel/index.ts'
import { errand, masterUnit, startSystem } from './fixtures.ts'

const family = (ctx: ActorContext) => ctx.duties('errand')

describe('duties', () => {
  it('run once a key, get their input, and tell their unit how they ended', async () => {
    const ended: unknown[] = []
    const opened: boolean[] = []
    const { ping, pass, actor } = await startSystem((s) =>
      s.register(
        masterUnit((n, ctx) => {
          if (n === 1)
            opened.push(family(ctx).open('k', { label: 'first' }), family(ctx).open('k', { label: 'second' }))
          if (n === 2) family(ctx).tell('k', { type: 'errand.End', payload: null })
        }, ended),
      ),
    )
    ping(1)
    await pass(0)
    expect(opened).toEqual([true, false])
    expect(actor('master').duties).toEqual({ errand: 1 })
    ping(2)
    await pass(0)
    expect(ended).toEqual([
      { type: 'duty.Finished', family: 'errand', key: 'k', state: 'ended', context: { label: 'first' } },
    ])
    expect(actor('master').duties).toEqual({ errand: 0 })
  })

  it('crash and come back alone, and fail for good alone', async () => {
    const ended: unknown[] = []
    const { ping, pass, actor, facts } = await startSystem((s) =>
      s.register(
        masterUnit((n, ctx) => {
          if (n === 1) family(ctx).open('k', {})
          if (n === 2) family(ctx).tell('k', { type: 'errand.Break', payload: null })
        }, ended),
      ),
    )
    ping(1)
    await pass(0)
    ping(2)
    await pass(1_000)
    expect(actor('master')).toMatchObject({ incarnation: 1, duties: { errand: 1 } })
    ping(2)
    await pass(1_000)
    expect(facts).toContain('kernel.DutyFailed')
    expect(ended).toMatchObject([{ type: 'duty.Failed', key: 'k', error: 'broken' }])
    expect(actor('master')).toMatchObject({ status: 'running', duties: { errand: 0 } })
  })

  it('are bounded in number, and can be closed', async () => {
    const results: unknown[] = []
    const { ping, pass, actor } = await startSystem((s) =>
      s.register(
        masterUnit((n, ctx) => {
          if (n === 1) for (const key of ['a', 'b', 'c', 'd']) results.push(family(ctx).open(key, {}))
          if (n === 2) results.push(family(ctx).close('a'), family(ctx).close('a'), family(ctx).keys())
        }),
      ),
    )
    ping(1, 2)
    await pass(0)
    expect(results).toEqual([true, true, true, false, true, false, ['b', 'c']])
    expect(actor('master').duties).toEqual({ errand: 2 })
  })

  it('end with the incarnation of their unit', async () => {
    const { ping, pass, system, actor } = await startSystem((s) =>
      s.register(masterUnit((_, ctx) => void family(ctx).open('k', {}))),
    )
    ping(1)
    await pass(0)
    system.restart('master')
    expect(actor('master')).toMatchObject({ incarnation: 2, duties: { errand: 0 } })
  })

  it('are stopped, the youngest first, and say so to whoever watches them', async () => {
    const ended: string[] = []
    const { ping, pass, system } = await startSystem((s) =>
      s.register(
        masterUnit((_, ctx) => {
          for (const key of ['a', 'b', 'c']) family(ctx).open(key, {})
        }),
      ),
    )
    ping(1)
    await pass(0)
    for (const ref of system.refs().filter(({ id }) => id.startsWith('master/')))
      ref.subscribe({ complete: () => void ended.push(ref.id) })
    system.restart('master')
    await pass(0)
    expect(ended).toEqual(['master/errand/c', 'master/errand/b', 'master/errand/a'])
  })

  it('that are closed are gone at once, and stopped at the next boundary', async () => {
    const ended: unknown[] = []
    const { ping, pass, system } = await startSystem((s) =>
      s.register(
        masterUnit((n, ctx) => {
          if (n === 1) family(ctx).open('k', {})
          if (n === 2) ended.push(family(ctx).close('k'), family(ctx).has('k'), family(ctx).open('k', { label: 'new' }))
        }),
      ),
    )
    ping(1)
    await pass(0)
    const first = system.refs().find(({ id }) => id === 'master/errand/k')!
    first.subscribe({ complete: () => void ended.push('stopped') })
    ping(2)
    await pass(0)
    expect(ended).toEqual([true, false, true, 'stopped'])
    const second = system.refs().find(({ id }) => id === 'master/errand/k')!
    expect(second).not.toBe(first)
    expect(second.getSnapshot()).toMatchObject({ status: 'active', context: { label: 'new' } })
  })

  it('are asked for by their keys, whether there are any or not', async () => {
    const answers: unknown[] = []
    const { ping, pass } = await startSystem((s) =>
      s.register(
        masterUnit((_, ctx) => {
          answers.push(family(ctx).has('k'), family(ctx).tell('k', { type: 'errand.End', payload: null }))
          answers.push(family(ctx).close('k'), family(ctx).open('k', {}), family(ctx).has('k'), family(ctx).size)
        }),
      ),
    )
    ping(1)
    await pass(0)
    expect(answers).toEqual([false, false, false, true, true, 1])
  })

  it('that end leave nothing of themselves to those who watch', async () => {
    const ended: string[] = []
    const { ping, pass, system } = await startSystem((s) =>
      s.register(
        masterUnit((n, ctx) => {
          if (n === 1) family(ctx).open('k', {})
          if (n === 2) family(ctx).tell('k', { type: 'errand.End', payload: null })
        }),
      ),
    )
    ping(1)
    await pass(0)
    system
      .refs()
      .find(({ id }) => id === 'master/errand/k')!
      .subscribe({ complete: () => void ended.push('complete') })
    ping(2)
    await pass(0)
    expect(ended).toEqual(['complete'])
    expect(system.refs().map(({ id }) => id)).toEqual(['root', 'master'])
  })

  it('tell of their end only a unit whose machine hears of it', async () => {
    const unit = masterUnit((n, ctx) => {
      if (n === 1) family(ctx).open('k', {})
      if (n === 2) family(ctx).tell('k', { type: 'errand.End', payload: null })
    })
    const { 'master.ended': _, ...handlers } = unit.handlers
    const deaf = setup({ actions: { 'master.ping': () => {} } }).createMachine({
      id: 'deaf',
      options: { maxIterations: 10 },
      on: { 'test.Ping': { actions: 'master.ping' } },
    })
    const { ping, pass, seen, actor } = await startSystem((s) => s.register({ ...unit, machine: deaf, handlers }))
    ping(1)
    await pass(0)
    ping(2)
    await pass(0)
    expect(actor('master').duties).toEqual({ errand: 0 })
    expect(seen.filter((line) => line.includes('duty.'))).toEqual([])
  })

  it('are known by the families that the unit declares', async () => {
    const { ping, pass, seen } = await startSystem((s) => s.register(masterUnit((_, ctx) => void ctx.duties('erand'))))
    ping(1)
    await pass(0)
    expect(seen).toContain('master crashed')
  })

  it('cost the same to open and close at any number', async () => {
    const many = 5_000
    const unit = {
      ...masterUnit((n, ctx) => {
        if (n === 1) for (let key = 0; key < many; key += 1) family(ctx).open(String(key), {})
      }),
      duties: { errand: { machine: errand } },
    }
    const { ping, system, actor } = await startSystem((s) => s.register(unit))
    ping(1)
    system.drain()
    expect(actor('master').duties).toEqual({ errand: many })
    system.restart('master')
    expect(actor('master').duties).toEqual({ errand: 0 })
  })
})
