import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Command, createSystem, defineUnit, fact, type KernelError } from '../../src/kernel/index.ts'
import { counterUnit, Double, Ping, startSystem } from './fixtures.ts'
import { Triple } from './more-messages.ts'

const answering = (name: string, owned: Command, asked: readonly Command[] = []) =>
  defineUnit({
    name,
    owns: [owned],
    asks: asked,
    category: 'advise',
    handlers: { [owned.type]: async (n: number) => n },
  })

const refusal = (work: () => unknown): KernelError => {
  try {
    work()
  } catch (error) {
    return error as KernelError
  }
  throw new Error('it was taken')
}

/** Both before the start and after it. */
const settings = [
  [
    'before the start',
    async (units: readonly object[]) => {
      const system = createSystem()
      for (const unit of units) system.register(unit as never)
      return system
    },
  ],
  [
    'of a running system',
    async (units: readonly object[]) => {
      const { system } = await startSystem((s) => {
        for (const unit of units) s.register(unit as never)
      })
      return system
    },
  ],
] as const

describe.each(settings)('registering %s', (_, withUnits) => {
  it('refuses a name that is taken', async () => {
    const system = await withUnits([counterUnit('a')])
    expect(refusal(() => system.register(counterUnit('a'))).payload).toEqual({ code: 'duplicate-actor', actor: 'a' })
    expect(refusal(() => system.register(counterUnit('root'))).code).toBe('duplicate-actor')
  })

  it('refuses a second owner of a command', async () => {
    const system = await withUnits([answering('first', Double)])
    expect(refusal(() => system.register(answering('second', Double))).payload).toEqual({
      code: 'duplicate-owner',
      command: 'test.Double',
      owner: 'first',
      actor: 'second',
    })
  })

  it('refuses who would close a cycle of asks, and names it', async () => {
    const system = await withUnits([answering('first', Double, [Triple])])
    expect(refusal(() => system.register(answering('second', Triple, [Double]))).payload).toEqual({
      code: 'ask-cycle',
      actor: 'second',
      cycle: ['second', 'first', 'second'],
    })
  })

  it('refuses another declaration of a known type', async () => {
    const system = await withUnits([counterUnit('a')])
    const other = fact(Ping.type, { payload: z.object({ n: z.number() }) })
    expect(refusal(() => system.register(defineUnit({ name: 'b', emits: [other] }))).payload).toEqual({
      code: 'conflicting-message',
      type: 'test.Ping',
      actor: 'b',
    })
  })

  it('goes on as if the refused one had never come', async () => {
    const system = await withUnits([answering('first', Double)])
    refusal(() => system.register(answering('second', Double)))
    expect(() => system.register(counterUnit('second'))).not.toThrow()
  })
})
