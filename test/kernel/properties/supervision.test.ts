import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RestartPolicy, Strategy } from '../../../src/kernel/index.ts'
import { deriver, Foo, run } from '../../conformance/event-system/fixtures.ts'

const TYPES = ['permanent', 'transient', 'temporary'] as const
const QUICK = { backoff: { min: '10ms', max: '10ms' }, intensity: 1_000 } as const
const WITHIN = 10_000

const child = fc.constantFrom(...TYPES)
const crash = fc.record({ child: fc.nat(4), after: fc.constantFrom(100, 3_000, 12_000) })

interface Family {
  /** Incarnations by child; undefined once it is gone for good. */
  readonly alive: Array<number | undefined>
  readonly failed: boolean
}

/** What OTP's rules make of it, up to the first failure of the group. */
function predicted(
  strategy: Strategy,
  intensity: number,
  children: ReadonlyArray<(typeof TYPES)[number]>,
  crashes: ReadonlyArray<{ child: number; after: number }>,
): Family {
  const alive: Array<number | undefined> = children.map(() => 1)
  const restarts: number[] = []
  let now = 0
  for (const { child: index, after } of crashes) {
    const type = children[index]
    if (type !== undefined && alive[index] !== undefined) {
      if (type === 'temporary') alive[index] = undefined
      else {
        if (restarts.filter((at) => now - at < WITHIN).length >= intensity) return { alive, failed: true }
        restarts.push(now)
        for (const [other] of children.entries()) {
          const affected =
            other === index || strategy === 'one_for_all' || (strategy === 'rest_for_one' && other > index)
          if (!affected || alive[other] === undefined) continue
          alive[other] = children[other] === 'temporary' && other !== index ? undefined : alive[other]! + 1
        }
      }
    }
    now += after
  }
  return { alive, failed: false }
}

describe('a group of actors', () => {
  it("does what OTP's rules say, whatever its strategy, its children and their crashes", async () => {
    let failures = 0
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<Strategy>('one_for_one', 'rest_for_one', 'one_for_all'),
        fc.integer({ min: 0, max: 4 }),
        fc.array(child, { minLength: 1, maxLength: 5 }),
        fc.array(crash, { maxLength: 10 }),
        async (strategy, intensity, children, crashes) => {
          const units = children.map((type, index) => {
            const restart: RestartPolicy = { ...QUICK, type }
            const unit = deriver(
              `child-${index}`,
              [Foo],
              (_, n) => {
                if (n === index) throw new Error('crash')
              },
              { restart },
            )
            return [unit, { supervisor: 'group' }] as const
          })
          const { system, pass } = await run([...units], {}, (s) =>
            s.supervise({ name: 'group', strategy, intensity, within: `${WITHIN}ms`, restart: { type: 'temporary' } }),
          )
          let failed = false
          system.attach({
            emitted({ event }) {
              if (event.type === 'kernel.SupervisorFailed') failed = true
            },
          })
          for (const { child: index, after } of crashes) {
            if (failed) break
            system.emit(Foo, { n: index })
            await pass(after)
          }
          const expected = predicted(strategy, intensity, children, crashes)
          expect(failed).toBe(expected.failed)
          if (failed) {
            failures += 1
            return
          }
          const found = children.map((_, index) => {
            const info = system.actors().find(({ name }) => name === `child-${index}`)
            return info?.status === 'running' ? info.incarnation : undefined
          })
          expect(found).toEqual(expected.alive)
        },
      ),
      { numRuns: 150 },
    )
    expect(failures).toBeGreaterThan(5)
  })
})
