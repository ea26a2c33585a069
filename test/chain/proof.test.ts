import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { createLink } from '../../src/chain/connection/link.ts'
import { ChainError } from '../../src/chain/errors.ts'
import { MalformedProof } from '../../src/chain/proof/malformed.ts'
import { readProven } from '../../src/chain/proof/read-proven.ts'
import { provenValue } from '../../src/chain/proof/verify.ts'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { emptyState } from '../../src/devnet/state/state.ts'
import { fakeNode, hashAt, headerAt } from './fake-node.ts'

beforeAll(accountsReady)

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`
const key = fc
  .array(fc.constantFrom('00', '01', '0f', '10', 'f0', 'ab'), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join(''))
const entries = fc.array(fc.tuple(key, fc.uint8Array({ minLength: 1, maxLength: 60 })), { minLength: 1, maxLength: 40 })

describe('a proven value', () => {
  it('is what the state holds, or that it holds nothing, whatever the state', () => {
    fc.assert(
      fc.property(entries, key, fc.constantFrom(0 as const, 1 as const), (given, wanted, version) => {
        const state = emptyState(version).apply(new Map(given))
        const held = state.get(wanted)
        const proof = state.proof([wanted]).map(hex)
        expect(provenValue(hex(state.root()), `0x${wanted}`, proof)).toBe(held === undefined ? null : hex(held))
      }),
      { numRuns: 400 },
    )
  })

  it('cannot be changed, hidden or made up', () => {
    fc.assert(
      fc.property(
        entries,
        key,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (given, wanted, node, place, flip) => {
          const state = emptyState(1).apply(new Map(given))
          const honest = provenValue(hex(state.root()), `0x${wanted}`, state.proof([wanted]).map(hex))
          const nodes = state.proof([wanted]).map((bytes) => Uint8Array.from(bytes))
          const target = nodes[node % nodes.length]!
          target[place % target.length]! ^= flip
          try {
            expect(provenValue(hex(state.root()), `0x${wanted}`, nodes.map(hex))).toBe(honest)
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedProof)
          }
          const missing = state.proof([wanted]).map(hex).slice(1)
          expect(() => provenValue(hex(state.root()), `0x${wanted}`, missing)).toThrow(MalformedProof)
        },
      ),
      { numRuns: 400 },
    )
  })

  it('of an empty state is nothing', () => {
    const state = emptyState(1)
    expect(provenValue(hex(state.root()), '0xab', ['0x00'])).toBeNull()
  })

  it.each(['0x', '0x01', '0x41', '0xff', '0x3f'])('of a node that is none (%s) is an error', (bytes) => {
    const state = emptyState(1).apply(new Map([['ab', Uint8Array.of(1)]]))
    expect(() => provenValue(hex(state.root()), '0xab', [bytes])).toThrow(MalformedProof)
  })
})

describe('reading with a proof', () => {
  const state = emptyState(1).apply(new Map([['26aa', Uint8Array.of(7)]]))

  function stage() {
    const node = fakeNode({ height: 9 })
    const link = createLink()
    link.attach(node.connection)
    node.answers['state_getReadProof'] = () => ({ at: hashAt(3), proof: state.proof(['26aa']).map(hex) })
    return node
  }

  it('refuses a proof of another state than the block has', async () => {
    const { session } = stage()
    const reading = readProven(session, '0x26aa', hashAt(3))
    await expect(reading).rejects.toMatchObject({ payload: { code: 'bad-proof', key: '0x26aa' } })
  })

  it('refuses a header of another block', async () => {
    const { session, answers } = stage()
    answers['chain_getHeader'] = () => ({ ...headerAt(3), stateRoot: hex(state.root()) })
    await expect(readProven(session, '0x26aa', hashAt(3))).rejects.toThrow('the header is not that of the block')
  })

  it('refuses what is no proof', async () => {
    const { session, answers } = stage()
    answers['state_getReadProof'] = () => ({ proof: 'trust me' })
    await expect(readProven(session, '0x26aa', hashAt(3))).rejects.toBeInstanceOf(ChainError)
  })
})
