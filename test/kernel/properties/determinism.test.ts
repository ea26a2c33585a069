import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createStructTracer, createSystem, createVirtualClock } from '../../../src/kernel/index.ts'
import { NAMES, type Operation, operation, perform, type Shape, shape, unitOf } from './program.ts'

/** Everything a tracer was told in one run of the program. */
async function traceOf(shapes: readonly Shape[], operations: readonly Operation[], seed: number): Promise<unknown[]> {
  const clock = createVirtualClock()
  const system = createSystem({ clock, seed })
  const tracer = createStructTracer(clock)
  system.attach(tracer)
  for (const [index, each] of shapes.entries()) system.register(unitOf(NAMES[index]!, each))
  const started = system.start()
  await system.settled()
  await started
  for (const each of operations) perform(system, clock, each)
  for (let passed = 0; passed < 5; passed += 1) {
    await system.settled()
    clock.advance(30)
  }
  return tracer.entries()
}

describe('the same seed', () => {
  it('gives the same trace, restarts with their jitter included', async () => {
    let crashes = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(shape, { minLength: 2, maxLength: 3 }),
        fc.array(operation, { minLength: 1, maxLength: 60 }),
        fc.nat(1_000),
        async (shapes, operations, seed) => {
          const first = await traceOf(shapes, operations, seed)
          crashes += first.filter((entry) => (entry as { kind: string }).kind === 'crashed').length
          expect(await traceOf(shapes, operations, seed)).toEqual(first)
        },
      ),
      { numRuns: 60 },
    )
    expect(crashes).toBeGreaterThan(10)
  })
})
