import { describe, expect, it } from 'vitest'
import { produceEvery } from '../../src/devnet/producer.ts'

/** A clock that runs the pending timer when told, late by as much as told. */
function lateClock() {
  let time = 1_000
  let pending: { callback: () => void; due: number } | undefined
  const delays: number[] = []
  return {
    delays,
    clock: {
      now: () => time,
      setTimeout(callback: () => void, delay: number) {
        delays.push(delay)
        pending = { callback, due: time + delay }
      },
      clearTimeout: () => {
        pending = undefined
      },
    },
    fire(late = 0) {
      const { callback, due } = pending!
      time = due + late
      callback()
    },
    pass: (milliseconds: number) => {
      time += milliseconds
    },
    idle: () => pending === undefined,
  }
}

describe('making blocks at an interval', () => {
  it('keeps to the beat: what one is late, the next waits less', () => {
    const { clock, delays, fire } = lateClock()
    produceEvery(100, () => {}, clock)
    fire(30)
    fire()
    expect(delays).toEqual([100, 70, 100])
  })

  it('leaves out what it missed, and never asks for a time that is over', () => {
    const { clock, delays, fire, pass } = lateClock()
    let made = 0
    produceEvery(
      100,
      () => {
        made += 1
        pass(450)
      },
      clock,
    )
    fire()
    fire()
    expect(made).toBe(2)
    for (const delay of delays) expect(delay).toBeGreaterThanOrEqual(0)
  })

  it('stops when told to', () => {
    const { clock, idle } = lateClock()
    produceEvery(100, () => {}, clock)()
    expect(idle()).toBe(true)
  })
})
