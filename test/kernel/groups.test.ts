import { describe, expect, it } from 'vitest'
import { defineUnit, type RestartPolicy, SupervisorFailed, type System } from '../../src/kernel/index.ts'
import { counterUnit, Ping, Pong, startSystem } from './fixtures.ts'

const waiting = (milliseconds: number): RestartPolicy => ({
  backoff: { min: milliseconds * 2, max: milliseconds * 2 },
  intensity: 100,
})

/** Crashes at the ping `at`; its restart waits between 10 and 20 ms. */
const member = (name: string, at: number, restart: RestartPolicy = {}) =>
  counterUnit(
    name,
    (n) => {
      if (n === at) throw new Error(`${name} crashed`)
    },
    { restart: { ...waiting(10), ...restart } },
  )

/** Every delay is the shortest that it may be: half of what is asked for. */
async function stage(prepare: (system: System) => void) {
  const said: string[] = []
  const note = (fields: { actor?: string }, message: string) => void said.push(`${fields.actor} ${message}`)
  const log = { debug() {}, info() {}, warn: note as never, error: note as never }
  const started = await startSystem(prepare, { log })
  const failed: unknown[] = []
  started.system.attach({
    emitted: ({ event }) => {
      if (event.type === SupervisorFailed.type) failed.push((event.payload as { supervisor: string }).supervisor)
    },
  })
  return {
    ...started,
    said,
    failed,
    statuses: (...names: string[]) => names.map((name) => started.actor(name).status).join(' '),
    incarnations: (...names: string[]) => names.map((name) => started.actor(name).incarnation),
  }
}

describe('a group', () => {
  it('of which nothing is said comes back whole when one of its actors has failed for good', async () => {
    const { ping, pass, statuses, failed, said, incarnations } = await stage((s) => {
      s.supervise({ name: 'group' })
      s.register(member('a', 1, { intensity: 0 }), { supervisor: 'group' })
      s.register(member('b', 2), { supervisor: 'group' })
      s.register(member('c', 3))
    })
    ping(2)
    await pass(0)
    ping(1)
    await pass(0)
    expect(statuses('a', 'b', 'c')).toBe('failed backing-off running')
    expect(said).toEqual(['b actor crashed', 'a actor failed for good'])
    await pass(1_000)
    expect(statuses('a', 'b', 'c')).toBe('running running running')
    expect(incarnations('a', 'b', 'c')).toEqual([2, 2, 1])
    ping(1)
    await pass(1_000)
    expect(failed).toEqual(['group', 'group'])
    expect(incarnations('a', 'b', 'c')).toEqual([3, 3, 1])
  })

  it('fails once, however many of its actors fail at the same time', async () => {
    for (const supervisor of ['group', 'root']) {
      const full = { bound: 1, policy: { [Pong.type]: 'stop-critical' } } as const
      const narrow = (name: string) =>
        defineUnit({ name, consumes: [Pong], mailbox: full, handlers: { [Pong.type]: () => {} } })
      const { system, pass, failed } = await stage((s) => {
        s.supervise({ name: 'group' })
        for (const name of ['a', 'b']) s.register(narrow(name), { supervisor })
        s.register(counterUnit('flood', (n, ctx) => void [n, n].map((each) => ctx.emit(Pong, { n: each }))))
      })
      system.emit(Ping, { n: 1 })
      await pass(0)
      expect(failed).toEqual([supervisor])
    }
  })

  it('takes its siblings along by the strategy of the supervisor above', async () => {
    const { ping, pass, statuses, incarnations, system } = await stage((s) => {
      s.supervise({ name: 'above', strategy: 'rest_for_one' })
      s.register(member('before', 9), { supervisor: 'above' })
    })
    system.supervise({ name: 'below', under: 'above', restart: waiting(10) })
    system.register(member('a', 1, { intensity: 0 }), { supervisor: 'below' })
    system.register(member('after', 9), { supervisor: 'above' })
    ping(1)
    await pass(0)
    expect(statuses('before', 'a', 'after')).toBe('running failed backing-off')
    await pass(20)
    expect(statuses('before', 'a', 'after')).toBe('running running running')
    expect(incarnations('before', 'a', 'after')).toEqual([1, 2, 2])
  })

  it('that waits for its return comes back with the one above, when that is down meanwhile', async () => {
    const { ping, pass, statuses, incarnations, system } = await stage((s) => {
      s.supervise({ name: 'above', strategy: 'rest_for_one' })
      s.register(member('b', 2, waiting(500)), { supervisor: 'above' })
    })
    system.supervise({ name: 'below', under: 'above', restart: waiting(100) })
    system.register(member('a', 1, { intensity: 0 }), { supervisor: 'below' })
    system.register(member('c', 9), { supervisor: 'below' })
    ping(1)
    await pass(10)
    ping(2)
    await pass(300)
    expect(statuses('a', 'b', 'c')).toBe('failed backing-off backing-off')
    await pass(2_000)
    expect(incarnations('a', 'b', 'c')).toEqual([2, 2, 2])
  })

  it('that is temporary ends with all below it, also those that wait for their return', async () => {
    const { ping, pass, statuses, failed } = await stage((s) => {
      s.supervise({ name: 'above', restart: { type: 'temporary' } })
      s.supervise({ name: 'waiting', under: 'above', restart: waiting(100) })
      s.supervise({ name: 'calm', under: 'above' })
      s.register(member('a', 1, { intensity: 0 }), { supervisor: 'waiting' })
      s.register(member('b', 9), { supervisor: 'calm' })
      s.register(member('c', 2, { intensity: 0 }), { supervisor: 'above' })
      s.register(member('apart', 9))
    })
    ping(1)
    await pass(0)
    expect(statuses('a', 'b', 'c', 'apart')).toBe('failed running running running')
    ping(2)
    await pass(5_000)
    expect(statuses('a', 'b', 'c', 'apart')).toBe('failed failed failed running')
    expect(failed).toEqual(['waiting', 'above'])
  })
})

describe('a temporary actor', () => {
  it('that failed does not come back with its siblings', async () => {
    const { ping, pass, statuses } = await stage((s) => {
      s.supervise({ name: 'group', strategy: 'one_for_all' })
      s.register(member('a', 1), { supervisor: 'group' })
      s.register(member('t', 2, { type: 'temporary' }), { supervisor: 'group' })
    })
    ping(2)
    await pass(0)
    ping(1)
    await pass(1_000)
    expect(statuses('a', 't')).toBe('running failed')
  })

  it('that was restarted by its name is one of its group again, and goes down with it', async () => {
    const { ping, pass, statuses, system } = await stage((s) => {
      s.supervise({ name: 'group', strategy: 'one_for_all' })
      s.register(member('a', 1), { supervisor: 'group' })
      s.register(member('t', 2, { type: 'temporary' }), { supervisor: 'group' })
    })
    ping(2)
    await pass(0)
    system.restart('t')
    expect(statuses('a', 't')).toBe('running running')
    ping(1)
    await pass(1_000)
    expect(statuses('a', 't')).toBe('running failed')
    // Also when it is its sibling that had taken it down.
    system.restart('t')
    expect(statuses('a', 't')).toBe('running running')
    ping(1)
    await pass(1_000)
    expect(statuses('a', 't')).toBe('running failed')
    system.unregister('t')
    expect(system.actors().map(({ name }) => name)).toEqual(['root', 'a'])
  })
})

describe('an actor that leaves its group and crashes', () => {
  it('takes nobody along', async () => {
    const { ping, pass, statuses } = await stage((s) => {
      s.supervise({ name: 'group', strategy: 'rest_for_one' })
      const leaving = counterUnit('a', () => {
        s.unregister('a')
        throw new Error('gone')
      })
      s.register(leaving, { supervisor: 'group' })
      s.register(member('b', 9), { supervisor: 'group' })
    })
    ping(1)
    await pass(0)
    expect(statuses('b')).toBe('running')
  })
})
