import { describe, expect, it } from 'vitest'
import { createGate } from '../../../src/storage/checkpoint/gate.ts'

const turns = async () => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
}

describe('a gate', () => {
  it('lets so many in at a time, the others in their order', async () => {
    const gate = createGate()
    const { signal } = new AbortController()
    const inside: number[] = []
    const leave = await Promise.all([gate.enter(2, signal), gate.enter(2, signal)])
    for (const n of [3, 4]) void gate.enter(2, signal).then(() => inside.push(n))
    await turns()
    expect(inside).toEqual([])
    leave[0]()
    leave[0]()
    await turns()
    expect(inside).toEqual([3])
    leave[1]()
    await turns()
    expect(inside).toEqual([3, 4])
  })

  it('forgets who has given up waiting', async () => {
    const gate = createGate()
    const patient = new AbortController()
    const [hasty, over] = [new AbortController(), new AbortController()]
    over.abort()
    const leave = await gate.enter(1, patient.signal)
    const given = gate.enter(1, hasty.signal)
    const next = gate.enter(1, patient.signal)
    hasty.abort(new Error('no more'))
    await expect(given).rejects.toThrow('no more')
    await expect(gate.enter(1, over.signal)).rejects.toThrow()
    leave()
    await expect(next).resolves.toBeTypeOf('function')
  })
})
