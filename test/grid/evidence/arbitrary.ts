import fc from 'fast-check'

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const upTo = (bits: bigint) => fc.bigInt({ min: 0n, max: (1n << bits) - 1n })
export const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`)

export const used = fc.record({
  cru: upTo(64n),
  mru: upTo(128n),
  sru: upTo(128n),
  hru: upTo(128n),
  ipv4: upTo(64n),
  nru: upTo(64n),
})
export const statement = fc.record({
  genesis: hash,
  node: u32,
  period: u32,
  agreement: upTo(64n),
  deployment: upTo(64n),
  used,
})
export const leaf = fc.record({ agreement: upTo(64n), deployment: upTo(64n), node: u32, used, amount: upTo(64n) })
export const receipt = fc.record({ genesis: hash, farm: u32, period: u32, root: hash, total: upTo(128n) })
export const closing = fc.record({ genesis: hash, agreement: upTo(64n), spent: upTo(128n) })
