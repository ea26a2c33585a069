import { describe, expect, it } from 'vitest'
import { MessageError } from '../../../src/grid/messages/errors.ts'
import { forever, startGrid } from './grid.ts'

const codeOf = (asking: Promise<unknown>) =>
  asking.then(
    (value) => ({ value }),
    ({ code, retryable, message, detail }) => ({ code, retryable, message, ...(detail !== undefined && { detail }) }),
  )

describe('a command', () => {
  it('is answered by the twin that it is for, which knows who asks', async () => {
    const grid = await startGrid([1, 2])
    grid.join(2, { 'zos.statistics.get': ({ from, payload }) => ({ from, payload }) })
    const asked = grid.join(1, {}, { session: 'bot' }).ask(2, 'zos.statistics.get', { a: 1 }, forever())
    await grid.settle()
    expect(await asked).toEqual({ from: { twinId: 1, session: 'bot' }, payload: { a: 1 } })
  })

  it('reaches the session it is for', async () => {
    const grid = await startGrid([1, 2])
    grid.join(2, { where: () => 'nameless' })
    grid.join(2, { where: () => 'bot' }, { session: 'farmerbot-1' })
    const one = grid.join(1)
    const asked = [
      one.ask(2, 'where', null, forever()),
      one.ask(2, 'where', null, { ...forever(), session: 'farmerbot-1' }),
    ]
    await grid.settle()
    expect(await Promise.all(asked)).toEqual(['nameless', 'bot'])
  })

  it('is refused as the other side says, and fails without its reasons told', async () => {
    const grid = await startGrid([1, 2])
    grid.join(2, {
      no: () => {
        throw new MessageError('not-authorized', 'not you', { detail: { twin: 1 } })
      },
      boom: () => {
        throw new Error('secret of the other side')
      },
    })
    const one = grid.join(1)
    const asked = ['no', 'boom', 'toString'].map((command) => codeOf(one.ask(2, command, null, forever())))
    await grid.settle()
    expect(await Promise.all(asked)).toEqual([
      { code: 'not-authorized', retryable: false, message: 'not you', detail: { twin: 1 } },
      { code: 'failed', retryable: true, message: expect.not.stringContaining('secret') },
      { code: 'unknown-command', retryable: false, message: expect.any(String) },
    ])
  })

  it('ends without an answer when its time is over, when nobody waits any more, and with the connection', async () => {
    const grid = await startGrid([1, 2])
    const one = grid.join(1, {}, { ttl: 10_000 })
    const stop = new AbortController()
    const over = codeOf(one.ask(2, 'a', null, forever()))
    const cancelled = codeOf(one.ask(2, 'a', null, stop))
    stop.abort()
    expect(await cancelled).toMatchObject({ code: 'cancelled' })
    await grid.pass(10_000)
    expect(await over).toMatchObject({ code: 'no-answer', retryable: true })
    const cut = codeOf(one.ask(2, 'a', null, forever()))
    await grid.settle()
    one.close()
    expect(await cut).toMatchObject({ code: 'not-connected' })
    expect(await codeOf(one.ask(2, 'a', null, forever()))).toMatchObject({ code: 'not-connected' })
    const after = grid.network.sent
    await grid.pass(60_000)
    expect(grid.network.sent).toBe(after)
  })
})

describe('messages on a bad line', () => {
  it('arrive though a third of them are lost, and what they ask for is done once', async () => {
    const grid = await startGrid([1, 2])
    grid.network.disturb({ lost: 0.33, doubled: 0.5, delay: [0, 3_000] })
    const done: unknown[] = []
    grid.join(2, {
      do: ({ payload }) => {
        done.push(payload)
        return payload
      },
    })
    const one = grid.join(1)
    const asked = Array.from({ length: 20 }, (_, i) => one.ask(2, 'do', i, forever()))
    await grid.pass(61_000, 500)
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 20 }, (_, i) => i))
    expect(done.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 20 }, (_, i) => i))
  })

  it('wait for the end of a partition', async () => {
    const grid = await startGrid([1, 2])
    grid.join(2, { do: () => 'done' })
    const heal = grid.network.part([1])
    const asked = codeOf(grid.join(1).ask(2, 'do', null, forever()))
    await grid.pass(20_000)
    heal()
    await grid.pass(20_000)
    expect(await asked).toEqual({ value: 'done' })
  })

  it('are answered alike when what they ask for takes longer than the patience of who asks', async () => {
    const grid = await startGrid([1, 2])
    const work = Promise.withResolvers<string>()
    let begun = 0
    grid.join(2, {
      slow: () => {
        begun += 1
        return work.promise
      },
    })
    const asked = codeOf(grid.join(1).ask(2, 'slow', null, forever()))
    await grid.pass(30_000)
    work.resolve('done')
    await grid.settle()
    expect(await asked).toEqual({ value: 'done' })
    expect(begun).toBe(1)
  })
})

describe('an endpoint', () => {
  it('takes no answer from another twin than it asked', async () => {
    const grid = await startGrid([1, 2, 3])
    let uid = ''
    grid.network.connect({ twinId: 2, session: '' })((frame) => {
      uid = JSON.parse(frame.split('\n')[0]!).uid
    })
    const asked = codeOf(grid.join(1, {}, { ttl: 5_000 }).ask(2, 'a', null, forever()))
    await grid.settle()
    const { seal } = await import('../../../src/grid/messages/envelope/seal.ts')
    const to = { uid, to: { twinId: 1, session: '' }, at: grid.clock.now(), ttl: 5_000 }
    const other = grid.network.connect({ twinId: 3, session: '' })(() => {})
    other.send(await seal(grid.identity(3), to, { response: 'false' }))
    other.send(await seal({ ...grid.identity(3), address: { twinId: 2, session: '' } }, to, { response: 'false' }))
    await grid.pass(6_000)
    expect(await asked).toMatchObject({ code: 'no-answer' })
  })

  it('reads the account of a twin once, and anew when it is told that it has changed', async () => {
    const grid = await startGrid([1, 2, 3])
    grid.join(2, { a: () => 'b' })
    const ask = async () => {
      const asked = codeOf(one.ask(2, 'a', null, forever()))
      await grid.pass(3_000)
      return asked
    }
    const one = grid.join(1, {}, { ttl: 2_500 })
    await ask()
    await ask()
    expect(grid.reads.toSorted()).toEqual([1, 2])
    grid.signers.set(1, grid.signers.get(3)!)
    expect(await ask()).toEqual({ value: 'b' })
    grid.twins.forget(1)
    expect(await ask()).toMatchObject({ code: 'no-answer' })
    expect(grid.logged.map(({ code }) => code)).toContain('wrong-signature')
  })

  it('does not let one twin fill its memory of answers', async () => {
    const grid = await startGrid([1, 2, 3])
    grid.join(2, { a: () => 'b' }, { limits: { perTwin: 2, all: 10, size: 1_000_000 } })
    const [one, three] = [grid.join(1), grid.join(3)]
    const asked = [one, one, one, three].map((from) => codeOf(from.ask(2, 'a', null, forever())))
    await grid.settle()
    expect(await Promise.all(asked)).toEqual([
      { value: 'b' },
      { value: 'b' },
      { code: 'busy', retryable: true, message: expect.any(String) },
      { value: 'b' },
    ])
    await grid.pass(121_500, 500)
    const later = codeOf(one.ask(2, 'a', null, forever()))
    await grid.settle()
    expect(await later).toEqual({ value: 'b' })
  })
})
