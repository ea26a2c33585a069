import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AnyStateMachine } from 'xstate'
import { fast } from '../../../src/kernel/fast/fast.ts'
import { Draw } from './draw.ts'
import { TYPES } from './random-machine.ts'
import { World } from './world.ts'

const RUNS = Number(process.env['FAST_RUNS'] ?? 3_000)
const SEED = Number(process.env['FAST_SEED'] ?? 7)
const SENT = [
  ...TYPES,
  ...TYPES,
  'tick',
  'unknown',
  'a.other',
  'a',
  'a.*',
  'xstate.error.actor.x',
  'xstate.done.actor.x',
]

// XState's development build warns of much that random machines do.
beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

it('does what XState does, whatever the machine and the events', { timeout: 120_000 }, () => {
  const done = { steps: 0, delegated: 0 }
  const counted = (machine: AnyStateMachine) => {
    const { transition } = machine
    machine.transition = (...args) => {
      done.delegated += 1
      return transition(...args)
    }
    return fast(machine)
  }
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.constantFrom(...SENT), { minLength: 5, maxLength: 30 }), (seed, events) => {
      const plain = new World(seed, (machine) => machine)
      const quick = new World(seed, counted)
      expect(quick.look()).toEqual(plain.look())
      const draw = new Draw(seed)
      for (const event of events) {
        for (const world of [plain, quick]) world.send(event)
        expect(quick.look()).toEqual(plain.look())
        if (!plain.active) return
        done.steps += 1
        if (!draw.chance(0.03)) continue
        for (const world of [plain, quick]) world.restore()
        expect(quick.look()).toEqual(plain.look())
      }
    }),
    { seed: SEED, numRuns: RUNS },
  )
  if (process.env['FAST_RUNS'] !== undefined) process.stdout.write(`${JSON.stringify(done)}\n`)
  // Otherwise this would compare XState to itself.
  expect(done.delegated / done.steps).toBeLessThan(0.5)
})
