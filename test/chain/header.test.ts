import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TypeRegistry } from '#polkadot'
import { ChainError } from '../../src/chain/errors.ts'
import { readHead } from '../../src/chain/runtime/header.ts'

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((each) => `0x${Buffer.from(each).toString('hex')}`)

// A pre-runtime item, a seal, or that the runtime has changed.
const digestItem = fc.oneof(
  hex(8).map((data) => `0x0642414245${(8 << 2).toString(16).padStart(2, '0')}${data.slice(2)}`),
  hex(4).map((data) => `0x0561757261${(4 << 2).toString(16).padStart(2, '0')}${data.slice(2)}`),
  fc.constant('0x08'),
)

const header = fc.record({
  number: fc
    .oneof(fc.nat(70), fc.nat(70_000), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
    .map((n) => `0x${n.toString(16)}`),
  parentHash: hex(32),
  stateRoot: hex(32),
  extrinsicsRoot: hex(32),
  digest: fc.record({ logs: fc.array(digestItem, { maxLength: 70 }) }),
})

describe('the hash of a header', () => {
  it('is that of the public types, whatever the header', () => {
    const registry = new TypeRegistry()
    fc.assert(
      fc.property(header, (raw) => {
        expect(readHead(raw).hash).toBe(registry.createType('Header', raw).hash.toHex())
      }),
      { numRuns: 300 },
    )
  })

  it.each([null, {}, { number: '0x1' }, { number: 'x', parentHash: '0x' }])('of %j is a typed error', (raw) => {
    expect(() => readHead(raw).hash).toThrow(ChainError)
  })
})
