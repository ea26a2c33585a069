import { describe, expect, it } from 'vitest'
import { ExtensionFailed, VETO } from '../../src/kernel/index.ts'
import { contextOf, counterUnit, Ping, Pong, startSystem } from './fixtures.ts'

const on = { on: Ping, origin: 'test' }

/** An actor that hears pings and pongs, with what the log and the facts say of its extensions. */
async function stage() {
  const said: string[] = []
  const warn = (fields: object, message: string) => void said.push(`${(fields as { actor: string }).actor} ${message}`)
  const counting = counterUnit('a')
  const unit = { ...counting, consumes: [Ping, Pong], handlers: {}, machine: undefined, vetoable: [Ping] }
  const hear = { [Ping.type]: () => {}, [Pong.type]: () => {} }
  const started = await startSystem((s) => s.register({ ...unit, handlers: hear }), {
    log: { debug() {}, info() {}, warn, error() {} },
  })
  const failed: unknown[] = []
  const stopped: string[] = []
  started.system.attach({
    emitted: ({ event }) => {
      if (event.type === ExtensionFailed.type) failed.push(event.payload)
    },
    stopped: (actor) => void stopped.push(actor),
  })
  const { handlers } = started.system
  return { ...started, handlers, said, failed, stopped }
}

const crash = () => {
  throw new Error('bad')
}

describe('an extension', () => {
  it('runs for its own type only', async () => {
    const { handlers, ping, system } = await stage()
    const seen: unknown[] = []
    await handlers.extend('a', 'x.note', (payload: object) => void seen.push(payload), on)
    ping(1)
    system.emit(Pong, { n: 2 })
    system.drain()
    expect(seen).toEqual([{ n: 1 }])
  })

  it('that does not start is not tried again', async () => {
    const { handlers, pass, system } = await stage()
    let starts = 0
    const start = () => {
      starts += 1
      crash()
    }
    expect(await handlers.extend('a', 'x.bad', { start, handle: () => {} }, on)).toMatchObject({ registered: false })
    await pass(60_000)
    expect(starts).toBe(1)
    expect(system.handlers.table('a').filter(({ layer }) => layer === 'extension')).toEqual([])
  })

  it('that is taken away, replaced or left by its actor while it waits for its restart does not come back', async () => {
    for (const end of ['remove', 'replace', 'unregister'] as const) {
      const { handlers, ping, pass, system, said, stopped } = await stage()
      let starts = 0
      await handlers.extend('a', 'x.bad', { start: () => void (starts += 1), handle: crash }, on)
      ping(1)
      await pass(0)
      expect(said).toEqual(['a/+x.bad extension crashed'])
      if (end === 'remove') expect(await handlers.remove('a', 'x.bad', 'test')).toBe(true)
      else if (end === 'replace') await handlers.extend('a', 'x.bad', () => {}, on)
      else system.unregister('a')
      await pass(60_000)
      expect(starts).toBe(1)
      expect(stopped[0]).toBe('a/+x.bad')
    }
  })

  it('that fails for good is gone alone', async () => {
    const { handlers, ping, pass, failed, stopped, system } = await stage()
    const seen: number[] = []
    await handlers.extend('a', 'x.good', ({ n }: { n: number }) => void seen.push(n), on)
    await handlers.extend('a', 'x.bad', crash, on)
    for (let n = 0; n < 7; n += 1) {
      ping(n)
      await pass(5_000)
    }
    expect(failed).toEqual([{ actor: 'a', extension: 'x.bad', error: 'bad', errorClass: 'retryable' }])
    expect(stopped).toEqual(['a/+x.bad'])
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(system.handlers.table('a').filter(({ layer }) => layer === 'extension')).toHaveLength(1)
  })

  it('keeps a letter, not the next one', async () => {
    const { handlers, ping, system, seen } = await stage()
    const veto = ({ n }: { n: number }) => (n < 0 ? VETO : undefined)
    await handlers.extend('a', 'x.veto', veto, { ...on, order: 'before' })
    ping(-1, 1)
    system.emit(Pong, { n: -1 })
    system.drain()
    expect(seen).toEqual(['a vetoed test.Ping', 'a handled test.Ping', 'a handled test.Pong'])
  })

  it('that comes after an actor cannot keep what that has handled', async () => {
    const { handlers, ping, system, seen } = await stage()
    await handlers.extend('a', 'x.veto', () => VETO, { ...on, order: 'after' })
    ping(1)
    system.drain()
    expect(seen).toEqual(['a handled test.Ping'])
  })
})

describe('an actor with an extension from its start on', () => {
  it('goes on without one that does not start, and says so', async () => {
    const failed: unknown[] = []
    const said: unknown[] = []
    const entry = { name: 'x.bad', on: Ping.type, origin: 'test', handler: { start: crash, handle: () => {} } }
    const { ping, system } = await startSystem(
      (s) => {
        s.attach({
          emitted: ({ event }) => {
            if (event.type === ExtensionFailed.type) failed.push(event.payload)
          },
        })
        s.register(counterUnit('a'), { extensions: [entry] })
      },
      { log: { debug() {}, info() {}, warn() {}, error: (fields) => void said.push(fields) } },
    )
    ping(1)
    system.drain()
    expect(failed).toEqual([{ actor: 'a', extension: 'x.bad', error: 'bad', errorClass: 'retryable' }])
    expect(said).toEqual([{ actor: 'a', extension: 'x.bad', error: 'bad' }])
    expect(contextOf(system, 'a')).toEqual({ count: 1 })
  })
})
