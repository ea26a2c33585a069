import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createAsks } from '../../src/kernel/bus/asks.ts'
import { createVirtualClock, type Outcome } from '../../src/kernel/index.ts'

const asker = { name: 'asker' }
const owner = { name: 'owner' }

function stage() {
  const clock = createVirtualClock()
  const asks = createAsks(clock)
  const outcomes: string[] = []
  const open = (from = asker, to = owner, signals: AbortSignal[] = []) => {
    const { id, outcome } = asks.open(from, to, { deadline: 100, signals })
    const note = (result: Outcome<unknown>) =>
      void outcomes.push(`${id} ${result.ok ? result.value : result.refusal.code}`)
    void outcome.then(note)
    return id
  }
  return {
    clock,
    asks,
    open,
    async told() {
      await Promise.resolve()
      return outcomes
    },
  }
}

const listeners = (...signals: AbortSignal[]) => signals.map((signal) => getEventListeners(signal, 'abort').length)

describe('an ask', () => {
  it('has a number of its own, and is waited for until it has an outcome', async () => {
    const { asks, open, told } = stage()
    const [first, second] = [open(), open()]
    expect(first).not.toBe(second)
    expect([asks.waits(first), asks.waits(second)]).toEqual([true, true])
    expect(asks.answer(first, { ok: true, value: 'yes' })).toBe(true)
    expect([asks.waits(first), asks.waits(second)]).toEqual([false, true])
    expect(asks.answer(first, { ok: true, value: 'again' })).toBe(false)
    expect(asks.refuse(first, 'late')).toBe(false)
    expect(asks.refuse(second, 'mailbox-full')).toBe(true)
    expect(await told()).toEqual([`${first} yes`, `${second} mailbox-full`])
  })

  it('is late at its deadline, and not before', async () => {
    const { clock, asks, open, told } = stage()
    const id = open()
    clock.advance(99)
    expect(asks.waits(id)).toBe(true)
    clock.advance(1)
    expect(asks.waits(id)).toBe(false)
    expect(await told()).toEqual([`${id} late`])
  })

  it('leaves neither a timer nor a listener behind', () => {
    const { clock, asks, open } = stage()
    const cleared: unknown[] = []
    const { clearTimeout } = clock
    clock.clearTimeout = (timer) => {
      cleared.push(timer.due)
      clearTimeout(timer)
    }
    const [one, two] = [new AbortController(), new AbortController()]
    const id = open(asker, owner, [one.signal, two.signal])
    expect(listeners(one.signal, two.signal)).toEqual([1, 1])
    asks.answer(id, { ok: true, value: 1 })
    expect(listeners(one.signal, two.signal)).toEqual([0, 0])
    expect(cleared).toEqual([100])
  })

  it('is cancelled by any of its signals, also by one that has come already', async () => {
    const { open, told } = stage()
    const [calm, aborting] = [new AbortController(), new AbortController()]
    const first = open(asker, owner, [calm.signal, aborting.signal])
    aborting.abort()
    const second = open(asker, owner, [AbortSignal.abort()])
    expect(await told()).toEqual([`${first} cancelled`, `${second} cancelled`])
  })
})

describe('the end of an incarnation', () => {
  it('ends what it asked, and of what it was asked that which it has seen', async () => {
    const { asks, open, told } = stage()
    const other = { name: 'other' }
    const [seen, unseen, asked, foreign] = [open(), open(), open(owner, other), open(asker, other)]
    asks.delivered(seen)
    asks.delivered(foreign)
    asks.delivered(12_345)
    asks.incarnationEnded(owner)
    expect(await told()).toEqual([`${seen} owner-failed`, `${asked} cancelled`])
    expect([asks.waits(unseen), asks.waits(foreign)]).toEqual([true, true])
    asks.incarnationEnded({ name: 'nobody' })
    expect(await told()).toHaveLength(2)
  })

  it('of an actor that comes back no more ends all that it was asked', async () => {
    const { asks, open, told } = stage()
    const [seen, unseen] = [open(), open()]
    asks.delivered(seen)
    asks.actorEnded(owner)
    expect(await told()).toEqual([`${seen} owner-failed`, `${unseen} owner-failed`])
  })
})
