import fc from 'fast-check'
import { expect, it } from 'vitest'
import { agreedCost as onChain } from '../../../src/devnet/runtime/pallets/grid-agreements/cost.ts'
import { agreedCost } from '../../../src/grid/evidence/agreed-cost.ts'

const bits = (count: bigint) => fc.bigInt({ min: 0n, max: 2n ** count - 1n })
const rate = fc.bigInt({ min: 0n, max: 10n ** 12n })
const rates = fc.record({ cu: rate, su: rate, ipu: rate, nu: rate })
const used = fc.record({
  cru: bits(64n),
  mru: bits(128n),
  sru: bits(128n),
  hru: bits(128n),
  ipv4: bits(64n),
  nru: bits(64n),
})

it('a use costs at the most what the chain reckons', () => {
  fc.assert(
    fc.property(rates, used, (at, of) => {
      expect(agreedCost(at, of)).toBe(onChain(at, of))
    }),
  )
})
