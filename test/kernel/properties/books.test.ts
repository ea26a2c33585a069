import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSystem, createVirtualClock } from '../../../src/kernel/index.ts'
import { keepBooks } from './books.ts'
import { NAMES, operation, perform, shape, unitOf } from './program.ts'

describe('the books', () => {
  it('balance: every letter that a mailbox took has exactly one fate, whatever is done to the actors', async () => {
    let most = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(shape, { minLength: 3, maxLength: 3 }),
        fc.array(operation, { minLength: 1, maxLength: 80 }),
        fc.boolean(),
        async (shapes, operations, stops) => {
          const clock = createVirtualClock()
          const system = createSystem({ clock, seed: 1 })
          const books = keepBooks()
          system.attach(books.tracer)
          for (const [index, each] of shapes.entries()) system.register(unitOf(NAMES[index]!, each))
          const started = system.start()
          await system.settled()
          await started
          for (const each of operations) perform(system, clock, each)
          for (const { name } of system.actors()) if (name !== 'root') system.resume(name)
          for (let passed = 0; passed < 10; passed += 1) {
            await system.settled()
            clock.advance(50)
          }
          await system.settled()
          const queued = system.actors().reduce((sum, each) => sum + each.queued, 0)
          expect(books.wrong).toEqual([])
          expect(books.open()).toBe(queued)
          if (stops) {
            const ended = system.stop()
            for (let passed = 0; passed < 10; passed += 1) {
              await system.settled()
              clock.advance(1_000)
            }
            await ended
            expect(books.wrong).toEqual([])
            expect(books.open()).toBe(0)
          }
          most = Math.max(most, Object.keys(books.fates).length)
        },
      ),
      { numRuns: 150 },
    )
    // Otherwise the programs would have shown little.
    expect(most).toBeGreaterThanOrEqual(5)
  })
})
