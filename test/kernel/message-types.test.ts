import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { command, fact, type KernelError } from '../../src/kernel/index.ts'

const payload = z.object({})

describe('the type of a message', () => {
  it.each(['area.Name', 'bigArea.LongName', 'a.B'])('may be %s', (type) => {
    expect(fact(type, { payload }).type).toBe(type)
    expect(command(type, { category: 'submit', payload, result: payload }).type).toBe(type)
  })

  it.each(['Name', 'area.name', 'Area.Name', 'area.Name1', 'area.Name.More', '0area.Name', 'xstate.Init', ''])(
    'may not be %j',
    (type) => {
      const refused = (work: () => unknown) => {
        try {
          work()
        } catch (error) {
          return (error as KernelError).payload
        }
        return undefined
      }
      const expected = { code: 'bad-message-type', type }
      expect(refused(() => fact(type, { payload }))).toEqual(expected)
      expect(refused(() => command(type, { category: 'observe', payload, result: payload }))).toEqual(expected)
    },
  )
})

describe('a message of which nothing is said', () => {
  it('is for all to observe, has normal priority and keeps', () => {
    expect(fact('area.Name', { payload })).toMatchObject({ kind: 'fact', category: 'observe', rank: 1, keeps: 0 })
    const given = { category: 'submit', priority: 'high', expires: '2s' } as const
    expect(fact('area.Name', { payload, ...given })).toMatchObject({ category: 'submit', rank: 0, keeps: 2_000 })
    const asked = { category: 'advise', payload, result: payload } as const
    expect(command('area.Name', asked)).toMatchObject({ kind: 'command', category: 'advise', rank: 1 })
    expect(command('area.Name', { ...asked, priority: 'low' })).toMatchObject({ rank: 2 })
  })
})
