import { describe, expect, it } from 'vitest'
import { type ActorContext, createSystem, defineUnit } from '../../src/kernel/index.ts'
import { counterUnit, errand, master, Ping, startSystem } from './fixtures.ts'

const busy = defineUnit({
  name: 'busy',
  machine: master,
  consumes: [Ping],
  duties: { errand: { machine: errand } },
  handlers: {
    'master.ping': (_: object, ctx: ActorContext) => {
      ctx.duties('errand').open('a', { label: 'a' })
      ctx.duties('errand').open('b', { label: 'b' })
    },
    'master.ended': () => {},
    'errand.break': () => {},
  },
})

describe('the references of a system', () => {
  it('are those of the root, of all units and of their duties, each unit before its duties', async () => {
    const { system, ping, pass } = await startSystem((system) => {
      system.register(busy)
      system.register(counterUnit('counter'))
    })
    ping(1)
    await pass(0)
    const ids = system.refs().map(({ id }) => id)
    expect(ids).toEqual(['root', 'busy', 'busy/errand/a', 'busy/errand/b', 'counter'])
    expect(system.refs()[1]).toBe(system.ref('busy'))

    system.unregister('busy')
    await pass(0)
    expect(system.refs().map(({ id }) => id)).toEqual(['root', 'counter'])
  })

  it('are none before the start', () => {
    expect(createSystem().refs()).toEqual([])
  })
})
