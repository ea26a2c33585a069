import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAgenda } from '../../src/storage/agenda.ts'

describe('an agenda', () => {
  it('gives what is due, once, by blocks', () => {
    const agenda = createAgenda<string>()
    agenda.set('late', 9)
    agenda.set('early', 3)
    agenda.set('moved', 4)
    agenda.set('moved', 8)
    agenda.set('gone', 3)
    agenda.delete('gone')
    expect(agenda.due(2)).toEqual([])
    expect(agenda.due(3)).toEqual(['early'])
    expect(agenda.due(3)).toEqual([])
    expect(agenda.due(100)).toEqual(['moved', 'late'])
    expect(agenda.size).toBe(0)
  })

  it('has what is past already at the next block', () => {
    const agenda = createAgenda<string>()
    agenda.due(10)
    agenda.set('missed', 5)
    expect(agenda.due(11)).toEqual(['missed'])
  })

  it('begins anew when cleared', () => {
    const agenda = createAgenda<string>()
    agenda.due(50)
    agenda.set('a', 60)
    agenda.clear()
    agenda.set('b', 5)
    expect(agenda.due(70)).toEqual(['b'])
  })

  it('is alike in one step and in many', () => {
    const entries = fc.array(fc.tuple(fc.nat(20), fc.nat(60)), { maxLength: 40 })
    fc.assert(
      fc.property(entries, fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 12 }), (all, steps) => {
        const [one, many] = [createAgenda<number>(), createAgenda<number>()]
        for (const [key, at] of all) for (const agenda of [one, many]) agenda.set(key, at)
        let head = 0
        const seen = steps.flatMap((step) => {
          head += step
          return many.due(head)
        })
        expect(one.due(head).sort()).toEqual(seen.sort())
        expect(one.size).toBe(many.size)
      }),
    )
  })
})
