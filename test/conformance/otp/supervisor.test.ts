import { describe, expect, it } from 'vitest'
import { type PromiseActorLogic, setup } from 'xstate'
import { defineUnit, type RestartPolicy, type SupervisorSpec, type TaskContext } from '../../../src/kernel/index.ts'
import { deriver, Foo, run } from '../event-system/fixtures.ts'

const QUICK = { backoff: { min: '10ms', max: '10ms' }, intensity: 100 } as const

/** Children a, b, c of one supervisor; `n` of Foo says which of them crashes: 1, 2, 3. */
async function family(
  spec: Omit<SupervisorSpec, 'name'>,
  restart: Partial<Record<'a' | 'b' | 'c', RestartPolicy>> = {},
) {
  const starts: string[] = []
  const names = ['a', 'b', 'c'] as const
  const units = names.map((name, index) => {
    const unit = deriver(
      name,
      [Foo],
      (_, n) => {
        if (n === index + 1) throw new Error(`${name} crashed`)
      },
      { restart: { ...QUICK, ...restart[name] } },
    )
    return [unit, { supervisor: 'group' }] as const
  })
  const bystander = deriver('bystander', [Foo])
  const node = await run([...units, bystander], {}, (system) => system.supervise({ name: 'group', ...spec }))
  const stopped: string[] = []
  node.system.attach({ started: (actor) => void starts.push(actor), stopped: (actor) => void stopped.push(actor) })
  return {
    ...node,
    starts,
    stopped,
    async crash(n: number, after = 1_000) {
      node.system.emit(Foo, { n })
      await node.pass(after)
    },
    statuses: () => Object.fromEntries(names.map((name) => [name, node.status(name)])),
  }
}

describe('supervisors as in OTP', () => {
  it('one_for_one: only the crashed child is restarted', async () => {
    const { crash, starts } = await family({ strategy: 'one_for_one' })
    await crash(2)
    expect(starts).toEqual(['b'])
  })

  it('rest_for_one: it and those started after it, in order', async () => {
    const { crash, starts } = await family({ strategy: 'rest_for_one' })
    await crash(2)
    expect(starts).toEqual(['b', 'c'])
  })

  it('one_for_all: all of them, in the order of their start', async () => {
    const { crash, starts } = await family({ strategy: 'one_for_all' })
    await crash(2)
    expect(starts).toEqual(['a', 'b', 'c'])
  })

  it('the siblings are down until the crashed child is back', async () => {
    const { crash, statuses } = await family(
      { strategy: 'one_for_all' },
      { b: { backoff: { min: '400ms', max: '400ms' }, intensity: 100 } },
    )
    await crash(2, 100)
    expect(statuses()).toEqual({ a: 'backing-off', b: 'backing-off', c: 'backing-off' })
  })

  it('siblings that go along start again once each, whichever of them crashed', async () => {
    const { crash, system } = await family({ strategy: 'one_for_all' })
    const order: string[] = []
    system.attach({ started: (actor) => void order.push(`start ${actor}`) })
    await crash(1)
    await crash(3)
    expect(order).toEqual(['start a', 'start b', 'start c', 'start a', 'start b', 'start c'])
  })

  it('a sibling that was unregistered does not come back with the others', async () => {
    const { crash, starts, system, pass } = await family({ strategy: 'one_for_all' })
    system.unregister('b')
    await pass(0)
    await crash(1)
    expect(starts).toEqual(['a', 'c'])
    await crash(2)
    expect(starts).toEqual(['a', 'c'])
  })

  it('a group below goes along with a sibling, and comes back with it', async () => {
    const starts: string[] = []
    const unit = (name: string, at: number) =>
      deriver(
        name,
        [Foo],
        (_, n) => {
          if (n === at) throw new Error(`${name} crashed`)
        },
        { restart: QUICK },
      )
    const node = await run(
      [
        [unit('inner', 9), { supervisor: 'below' }],
        [unit('outer', 1), { supervisor: 'above' }],
      ],
      {},
      (system) => {
        system.supervise({ name: 'above', strategy: 'one_for_all' })
        system.supervise({ name: 'below', under: 'above' })
      },
    )
    node.system.attach({ started: (actor) => void starts.push(actor) })
    node.system.emit(Foo, { n: 1 })
    await node.pass(0)
    expect([node.status('inner'), node.status('outer')]).toEqual(['backing-off', 'backing-off'])
    await node.pass(1_000)
    expect(starts.sort()).toEqual(['inner', 'outer'])
    expect([node.status('inner'), node.status('outer')]).toEqual(['running', 'running'])
  })

  it('children are started left to right and stopped right to left', async () => {
    const { system, stopped, pass } = await family({})
    void system.stop()
    await pass(0)
    expect(stopped.slice(0, 4)).toEqual(['bystander', 'c', 'b', 'a'])
  })

  it('more than `intensity` restarts within the period end the group, and the supervisor above restarts it', async () => {
    const { crash, starts, statuses, system } = await family({ intensity: 2, within: '60s', restart: QUICK })
    const failures: unknown[] = []
    system.attach({
      emitted: ({ event }) => {
        if (event.type === 'kernel.SupervisorFailed') failures.push(event.payload)
      },
    })
    await crash(1)
    await crash(2)
    expect(starts).toEqual(['a', 'b'])
    starts.length = 0
    await crash(3)
    expect(failures).toEqual([{ supervisor: 'group', actor: 'c', error: 'c crashed', restartIn: expect.any(Number) }])
    expect(starts).toEqual(['a', 'b', 'c'])
    expect(statuses()).toEqual({ a: 'running', b: 'running', c: 'running' })
  })

  it('exactly `intensity` restarts are forgiven, and those longer ago than the period do not count', async () => {
    const { crash, starts } = await family({ intensity: 2, within: '10s' })
    for (let n = 0; n < 5; n += 1) await crash(1, 6_000)
    expect(starts).toEqual(['a', 'a', 'a', 'a', 'a'])
  })

  it('intensity 0 never restarts', async () => {
    const { crash, starts, statuses, system, pass } = await family({ intensity: 0, restart: { type: 'temporary' } })
    await crash(1)
    await pass(60_000)
    expect(starts).toEqual([])
    expect(statuses()).toEqual({ a: 'failed', b: 'failed', c: 'failed' })
    expect(system.actors().find(({ name }) => name === 'bystander')?.status).toBe('running')
  })

  it('a group that may not come back ends the one above, up to the node', async () => {
    const { crash, system, pass } = await family({ intensity: 0, restart: { intensity: 0 } })
    await crash(1)
    await pass(100)
    await expect(system.ended).resolves.toEqual({ outcome: 'aborted', reason: 'a failed: a crashed', late: [] })
  })

  it('a temporary group that fails leaves the others alone', async () => {
    const { crash, status } = await family({ intensity: 0, restart: { type: 'temporary' } })
    await crash(2)
    expect(status('bystander')).toBe('running')
  })

  it('permanent: always restarted; transient: unless it finished; temporary: never', async () => {
    const { crash, statuses } = await family({}, { b: { type: 'transient', ...QUICK }, c: { type: 'temporary' } })
    for (const n of [1, 2, 3]) await crash(n)
    expect(statuses()).toEqual({ a: 'running', b: 'running', c: 'failed' })
  })

  it('a temporary child that a sibling takes down is not restarted', async () => {
    const { crash, statuses, starts } = await family({ strategy: 'one_for_all' }, { c: { type: 'temporary' } })
    await crash(1)
    expect(starts).toEqual(['a', 'b'])
    expect(statuses()).toEqual({ a: 'running', b: 'running', c: 'failed' })
  })

  it('a restart that fails to start counts again and is tried again', async () => {
    let broken = 3
    const unit = defineUnit({
      name: 'stubborn',
      machine: starter,
      restart: QUICK,
      handlers: {
        'starter.begin': () => {
          broken -= 1
          if (broken >= 0) throw new Error('not yet')
        },
      },
    })
    const { system, pass } = await run([unit])
    await pass(1_000)
    expect(system.actors().find(({ name }) => name === 'stubborn')).toMatchObject({ status: 'running', incarnation: 4 })
  })

  it('any_significant: the end of one ends the group; all_significant: that of the last', async () => {
    for (const [autoShutdown, first, second] of [
      ['any_significant', 'failed', 'failed'],
      ['all_significant', 'running', 'failed'],
    ] as const) {
      const spec = { name: 'group', autoShutdown, restart: { type: 'transient' } } as const
      const short = (name: string, n: number) =>
        [
          deriver(
            name,
            [Foo],
            (_, got) => {
              if (got === n) throw new Error('its end')
            },
            { restart: { type: 'temporary' }, significant: true },
          ),
          { supervisor: 'group' },
        ] as const
      const plain = [deriver('plain', [Foo]), { supervisor: 'group' }] as const
      const { system, pass, status } = await run([short('one', 1), short('two', 2), plain], {}, (each) =>
        each.supervise(spec),
      )
      system.emit(Foo, { n: 1 })
      await pass(0)
      expect([autoShutdown, status('plain')]).toEqual([autoShutdown, first])
      system.emit(Foo, { n: 2 })
      await pass(0)
      expect([autoShutdown, status('plain')]).toEqual([autoShutdown, second])
      await pass(60_000)
      expect(status('plain')).toBe('failed')
    }
  })

  it('a significant actor at the top ends the node as asked, not as a failure', async () => {
    const once = defineUnit({
      name: 'once',
      machine: finisher,
      restart: { type: 'transient' },
      significant: true,
      handlers: { 'finisher.work': async (_: object, ctx: TaskContext) => ctx.sleep('1s') },
    })
    const { system, pass } = await run([once], { root: { autoShutdown: 'any_significant' } })
    await pass(1_000)
    await expect(system.ended).resolves.toEqual({ outcome: 'stopped', reason: 'once has finished', late: [] })
  })

  it('a permanent child cannot be significant', async () => {
    const { system } = await run([])
    expect(() => system.register(deriver('a', [Foo], () => {}, { significant: true }))).toThrow(
      'a permanent actor never ends, so it cannot be significant',
    )
  })

  it('nested groups escalate one level at a time', async () => {
    const { system, pass, status } = await run(
      [
        [
          deriver('inner', [Foo], () => {
            throw new Error('inner')
          }),
          { supervisor: 'low' },
        ],
        [deriver('outer', [Foo]), { supervisor: 'high' }],
        deriver('apart', [Foo]),
      ],
      {},
      (each) => {
        each.supervise({ name: 'high', restart: QUICK, strategy: 'one_for_all' })
        each.supervise({ name: 'low', under: 'high', intensity: 0, restart: { intensity: 0 } })
      },
    )
    const failed: unknown[] = []
    system.attach({
      emitted: ({ event }) => {
        if (event.type === 'kernel.SupervisorFailed') failed.push((event.payload as { supervisor: string }).supervisor)
      },
    })
    system.emit(Foo, { n: 1 })
    await pass(1_000)
    expect(failed).toEqual(['low', 'high'])
    expect([status('inner'), status('outer'), status('apart')]).toEqual(['running', 'running', 'running'])
  })

  it('code change: a variant takes the place of a child, whose reference stays', async () => {
    const seen: string[] = []
    const { system } = await run([deriver('a', [Foo], () => void seen.push('old'))])
    const ref = system.ref('a')
    const replaced = system.replace(
      'a',
      deriver('a', [Foo], () => void seen.push('new')),
    )
    system.emit(Foo, { n: 1 })
    await system.settled()
    expect(await replaced).toEqual({ replaced: true })
    expect([system.ref('a') === ref, seen]).toEqual([true, ['new']])
  })

  it('a name that is no supervisor is refused, with what was meant', async () => {
    const { system } = await run([], {}, (each) => each.supervise({ name: 'storage' }))
    expect(() => system.register(deriver('a', [Foo]), { supervisor: 'storge' })).toThrow(
      'there is no supervisor "storge"; did you mean "storage"?',
    )
    expect(() => system.supervise({ name: 'storage' })).toThrow('there is a supervisor "storage" already')
  })
})

const starter = setup({ actions: { 'starter.begin': () => {} } }).createMachine({
  id: 'starter',
  options: { maxIterations: 10 },
  entry: 'starter.begin',
})

const finisher = setup({ actors: { 'finisher.work': {} as PromiseActorLogic<void> } }).createMachine({
  id: 'finisher',
  options: { maxIterations: 10 },
  initial: 'working',
  states: { working: { invoke: { id: 'work', src: 'finisher.work', onDone: 'done' } }, done: { type: 'final' } },
})
