import { describe, expect, it } from 'vitest'
import { createNonces } from '../../../src/chain/transactions/nonces.ts'

describe('nonces', () => {
  it('follow what the chain said, without asking again', () => {
    const nonces = createNonces()
    expect(nonces.certain).toBe(false)
    nonces.learn(7)
    expect([nonces.take(), nonces.take(), nonces.take()]).toEqual([7, 8, 9])
    expect(nonces.certain).toBe(true)
  })

  it('give what was given back first, the lowest before others', () => {
    const nonces = createNonces()
    nonces.learn(0)
    for (let n = 0; n < 4; n += 1) nonces.take()
    nonces.giveBack(2)
    nonces.giveBack(1)
    expect([nonces.take(), nonces.take(), nonces.take()]).toEqual([1, 2, 4])
  })

  it('never go back when the chain lags, and skip what others used', () => {
    const nonces = createNonces()
    nonces.learn(5)
    nonces.take()
    nonces.learn(3)
    expect(nonces.take()).toBe(6)
    nonces.giveBack(5)
    nonces.doubt()
    expect(nonces.certain).toBe(false)
    nonces.learn(10)
    expect(nonces.take()).toBe(10)
  })
})
