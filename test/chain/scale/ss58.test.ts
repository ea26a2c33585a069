import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeAddress } from '#polkadot'
import { accountOf, createAddresses } from '../../../src/chain/scale/ss58.ts'

// 46 and 47 stand for no chain, and others refuse them.
const prefixes = fc.integer({ min: 0, max: 16_383 }).filter((prefix) => prefix !== 46 && prefix !== 47)
// Zeros at the front are a case of their own.
const accounts = fc
  .tuple(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.integer({ min: 0, max: 32 }))
  .map(([bytes, zeros]) => Buffer.from(bytes).fill(0, 0, zeros))

describe('addresses', () => {
  it('are those of @polkadot/util-crypto, and are read back', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(0, 2, 42, 63, 64), prefixes), accounts, (prefix, account) => {
        const address = createAddresses(prefix)(Buffer.concat([Buffer.alloc(3), account]), 3)
        expect(address).toBe(encodeAddress(account, prefix))
        expect(accountOf(address)).toBe(`0x${account.toString('hex')}`)
      }),
      { numRuns: 2_000, seed: 3 },
    )
  })

  it('with a character exchanged, left out or added are none', () => {
    const address = createAddresses(42)(Buffer.alloc(32, 7), 0)
    for (let at = 0; at < address.length; at += 1) {
      const [before, after] = [address.slice(0, at), address.slice(at + 1)]
      expect(accountOf(`${before}${address[at] === 'A' ? 'B' : 'A'}${after}`)).toBeUndefined()
      expect(accountOf(before + after)).toBeUndefined()
      expect(accountOf(`${before}1${address[at]}${after}`)).toBeUndefined()
    }
  })

  it.each([
    '',
    '1',
    '0',
    'l',
    'ö'.repeat(48),
    'z'.repeat(49),
    'z'.repeat(100_000),
    encodeAddress(new Uint8Array(8), 42),
  ])('of other lengths and alphabets are none: %s', (text) => {
    expect(accountOf(text)).toBeUndefined()
  })
})
