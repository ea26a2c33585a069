import { describe, expect, it } from 'vitest'
import { createMemoryStore, Failure } from '../../src/kernel/index.ts'
import { errand, masterUnit, startSystem } from './fixtures.ts'

const TELL = { end: 'errand.End', break: 'errand.Break' } as const

/** A unit whose duties are saved, on a store of before: `open`, `end` and `break` do that to the duty `k`. */
async function begin(store = createMemoryStore()) {
  let todo: 'open' | 'close' | keyof typeof TELL = 'open'
  const unit = masterUnit((_, ctx) => {
    const duties = ctx.duties('errand')
    if (todo === 'open') duties.open('k', { label: 'given' })
    else if (todo === 'close') duties.close('k')
    else duties.tell('k', { type: TELL[todo], payload: null })
  })
  const breaks = () => {
    throw new Failure('all wrong', { errorClass: 'reset' })
  }
  const stage = await startSystem(
    (s) =>
      s.register({
        ...unit,
        duties: { errand: { machine: errand, persist: { version: 1 }, restart: { backoff: { min: 1, max: 1 } } } },
        handlers: { ...unit.handlers, 'errand.break': breaks },
      }),
    { store },
  )
  return {
    ...stage,
    store,
    duty: () => stage.system.refs().find(({ id }) => id === 'master/errand/k'),
    async act(what: typeof todo) {
      todo = what
      stage.ping(1)
      await stage.pass(1)
    },
  }
}

describe('a saved duty', () => {
  it('is opened again by the next process, and by a restart of its unit', async () => {
    const first = await begin()
    await first.act('open')
    first.system.restart('master')
    await first.pass(0)
    expect(first.duty()?.getSnapshot()).toMatchObject({ value: 'running', context: { label: 'given' } })
    const second = await begin(first.store)
    expect(second.duty()?.getSnapshot()).toMatchObject({ value: 'running', context: { label: 'given' } })
  })

  it('that has to begin anew is given again what it was opened with', async () => {
    const { store, act } = await begin()
    await act('open')
    const next = await begin(store)
    await next.act('break')
    expect(next.seen).toContain('master/errand crashed')
    expect(next.duty()?.getSnapshot()).toMatchObject({ value: 'running', context: { label: 'given' } })
  })

  it.each(['end', 'close'] as const)('is forgotten at its %s', async (what) => {
    const { store, act, duty } = await begin()
    await act('open')
    expect(store.names('')).toEqual(['master/errand/k'])
    await act(what)
    expect(duty()).toBeUndefined()
    expect(store.names('')).toEqual([])
  })
})
