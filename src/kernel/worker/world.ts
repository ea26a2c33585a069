import { Relayed } from '../actor/answer.ts'
import type { Command } from '../message/command.ts'
import type { Outcome } from '../message/outcome.ts'
import type { TaskContext } from '../unit/context.ts'
import { defineUnit, type UnitOf } from '../unit/define-unit.ts'
import type { FromThread } from './protocol.ts'

/** What stands in a thread for the owners of all that its actor asks. */
export interface World {
  readonly unit: UnitOf<unknown>
  /** Questions without an answer. */
  readonly pending: number
  settle(question: number, outcome: Outcome<unknown>): void
}

export function createWorld(asks: readonly Command[], tell: (message: FromThread) => void): World {
  const waiting = new Map<number, (outcome: Outcome<unknown>) => void>()
  let questions = 0

  const relay =
    ({ type }: Command) =>
    async (payload: unknown, { signal }: TaskContext): Promise<unknown> => {
      const question = ++questions
      const { promise, resolve } = Promise.withResolvers<Outcome<unknown>>()
      waiting.set(question, resolve)
      const withdraw = () => {
        waiting.delete(question)
        tell({ kind: 'withdrawn', question })
      }
      signal.addEventListener('abort', withdraw, { once: true })
      tell({ kind: 'asked', question, type, payload })
      const outcome = await promise
      if (!outcome.ok) throw new Relayed(outcome.refusal)
      return outcome.value
    }

  return {
    unit: defineUnit({
      name: 'world',
      owns: asks,
      category: 'override',
      mailbox: { bound: 100_000 },
      handlers: Object.fromEntries(asks.map((command) => [command.type, relay(command)])) as never,
    }) as UnitOf<unknown>,
    get pending() {
      return waiting.size
    },
    settle(question, outcome) {
      waiting.get(question)?.(outcome)
      waiting.delete(question)
    },
  }
}
