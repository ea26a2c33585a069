import { describe, expect, it } from 'vitest'
import { type System, SystemStarted } from '../../src/kernel/index.ts'
import { counterUnit, startSystem } from './fixtures.ts'

describe('a system that starts', () => {
  it('says so when all have begun, and whom it has', async () => {
    const told: unknown[] = []
    await startSystem((s) => {
      s.register(counterUnit('a'))
      s.register(counterUnit('b'))
      s.attach({
        emitted: ({ event }) => {
          if (event.type === SystemStarted.type) told.push(event.payload)
        },
      })
    })
    expect(told).toEqual([{ actors: ['root', 'a', 'b'] }])
  })
})

describe('a system that ends', () => {
  const stopped = async (system: System, pass: (ms: number) => Promise<void>) => {
    let end: unknown
    void system.stop('enough').then((outcome) => {
      end = outcome
    })
    for (let n = 0; n < 20 && end === undefined; n += 1) await pass(10)
    return end
  }

  it('lets what waits in a mailbox be handled first', async () => {
    const handled: number[] = []
    const { system, ping, pass } = await startSystem((s) => s.register(counterUnit('a', (n) => void handled.push(n))))
    ping(1, 2, 3)
    expect(await stopped(system, pass)).toEqual({ outcome: 'stopped', reason: 'enough', late: [] })
    expect(handled).toEqual([1, 2, 3])
  })

  it('does not end twice, nor for another reason', async () => {
    const { system, pass } = await startSystem((s) => s.register(counterUnit('a')))
    void system.stop('first')
    expect(await stopped(system, pass)).toEqual({ outcome: 'stopped', reason: 'first', late: [] })
    expect(await system.stop('third')).toEqual({ outcome: 'stopped', reason: 'first', late: [] })
  })

  it('says of nobody that he was late who was not', async () => {
    const warnings: unknown[] = []
    const log = { debug() {}, info() {}, error() {}, warn: (fields: object) => void warnings.push(fields) }
    const { system, pass } = await startSystem((s) => s.register(counterUnit('a')), { log })
    await stopped(system, pass)
    expect(warnings).toEqual([])
  })
})
