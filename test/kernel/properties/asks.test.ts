import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineUnit, type Outcome, Refused, type TaskContext } from '../../../src/kernel/index.ts'
import { Double, startSystem } from '../fixtures.ts'

const CODES = ['refused', 'no-owner', 'mailbox-full', 'late', 'cancelled', 'owner-failed']

/** What the owner does with an ask, and what happens to whoever asks. */
const ask = fc.record({
  owner: fc.constantFrom('answers', 'refuses', 'crashes', 'never'),
  deadline: fc.constantFrom(10, 100, 1_000),
  cancelled: fc.constantFrom(false, false, true),
})

const between = fc.constantFrom('nothing', 'nothing', 'time', 'restart', 'pause', 'resume', 'unregister')

describe('an ask', () => {
  it('has exactly one outcome, however answers, deadlines and ends of the owner fall', async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.tuple(ask, between), { minLength: 1, maxLength: 12 }),
        async (scheduler, asks) => {
          const answer = async (index: number, ctx: TaskContext): Promise<number> => {
            const plan = asks[index]![0].owner
            await (plan === 'never'
              ? ctx.sleep(1_000_000)
              : scheduler.schedule(Promise.resolve(index), `answer ${index}`))
            if (plan === 'crashes') throw new Error('the owner breaks')
            if (plan === 'refuses') throw new Refused('busy', { retryable: true })
            return index * 2
          }
          const { system, clock } = await startSystem((s) =>
            s.register(
              defineUnit({
                name: 'owner',
                owns: [Double],
                category: 'advise',
                mailbox: { bound: 6 },
                restart: { type: 'permanent', intensity: 1_000, backoff: { min: 5, max: 20 } },
                handlers: { 'test.Double': answer },
              }),
            ),
          )
          const outcomes: Array<Outcome<number>[]> = asks.map(() => [])
          const present = () => system.actors().some(({ name }) => name === 'owner')
          for (const [index, [{ deadline, cancelled }, what]] of asks.entries()) {
            const controller = new AbortController()
            const outcome = system.ask(Double, index, { deadline, signal: controller.signal })
            void outcome.then((value) => outcomes[index]!.push(value))
            if (cancelled) void scheduler.schedule(Promise.resolve(), `cancel ${index}`).then(() => controller.abort())
            if (what === 'time') clock.advance(15)
            else if (what !== 'nothing' && present()) system[what]('owner')
            await system.settled()
            if (scheduler.count() > 0) await scheduler.waitOne()
          }
          await scheduler.waitAll()
          for (let passed = 0; passed < 12; passed += 1) {
            await system.settled()
            clock.advance(100)
          }
          await system.settled()
          for (const [index, settled] of outcomes.entries()) {
            expect(settled).toHaveLength(1)
            const outcome = settled[0]!
            seen.add(outcome.ok ? 'ok' : outcome.refusal.code)
            if (outcome.ok) expect(outcome.value).toBe(index * 2)
            else expect(CODES).toContain(outcome.refusal.code)
          }
        },
      ),
      { numRuns: 150 },
    )
    expect([...seen].sort()).toEqual([...CODES, 'ok'].sort())
  })
})
