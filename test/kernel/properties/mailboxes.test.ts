import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineUnit, type MailboxPolicy } from '../../../src/kernel/index.ts'
import { startSystem } from '../fixtures.ts'
import { HighOf, LowOf, PlainOf } from './facts.ts'

// One priority: which letters survive is then a matter of the policies alone.
const TYPES = [PlainOf, HighOf, LowOf] as const
const POLICIES: readonly MailboxPolicy[] = ['refuse', 'coalesce-latest', 'drop-oldest']

interface Waiting {
  readonly type: number
  readonly serial: number
}

/** What a mailbox should hold, and whether it takes one more. */
function offer(held: Waiting[], letter: Waiting, bound: number, policy: MailboxPolicy): boolean {
  const older = held.findIndex(({ type }) => type === letter.type)
  const gives = policy === 'coalesce-latest' || (policy === 'drop-oldest' && held.length >= bound)
  if (gives && older >= 0) held.splice(older, 1)
  if (held.length >= bound) return false
  held.push(letter)
  return true
}

const rankOf = (type: number) => [1, 0, 2][type]!

/** By rank, within one by age; the oldest is passed over eight times at most. */
function turns(held: readonly Waiting[]): number[] {
  const waiting = [...held]
  const order: number[] = []
  let passedOver = 0
  while (waiting.length > 0) {
    const oldest = waiting.reduce((a, b) => (a.serial < b.serial ? a : b))
    const urgent = waiting.reduce((a, b) => (rankOf(b.type) < rankOf(a.type) ? b : a))
    const next = passedOver >= 8 ? oldest : urgent
    passedOver = rankOf(next.type) === rankOf(oldest.type) ? 0 : passedOver + 1
    waiting.splice(waiting.indexOf(next), 1)
    order.push(next.serial)
  }
  return order
}

describe('a mailbox', () => {
  it('never holds more than its bound, and holds what its policies say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.nat(2), { minLength: 3, maxLength: 3 }),
        fc.array(fc.nat(2), { maxLength: 60 }),
        async (bound, policies, emitted) => {
          const handled: number[] = []
          const note = ({ serial }: { serial: number }) => void handled.push(serial)
          const { system, actor } = await startSystem((s) =>
            s.register(
              defineUnit({
                name: 'a',
                consumes: [...TYPES],
                mailbox: {
                  bound,
                  policy: Object.fromEntries(TYPES.map(({ type }, index) => [type, POLICIES[policies[index]!]!])),
                },
                handlers: Object.fromEntries(TYPES.map(({ type }) => [type, note])),
              }),
            ),
          )
          system.pause('a')
          system.drain()
          const held: Waiting[] = []
          for (const [serial, type] of emitted.entries()) {
            const taken = offer(held, { type, serial }, bound, POLICIES[policies[type]!]!)
            expect(system.emit(TYPES[type]!, { serial }).accepted).toBe(taken ? 1 : 0)
            expect(actor('a').queued).toBe(held.length)
            expect(held.length).toBeLessThanOrEqual(bound)
          }
          system.resume('a')
          await system.settled()
          expect(handled).toEqual(turns(held))
        },
      ),
      { numRuns: 150 },
    )
  })
})
