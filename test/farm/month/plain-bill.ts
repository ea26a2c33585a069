/** What a bill has to come to, written from the description alone, with nothing of what bills or audits. */

const GIB = 1n << 30n

/** Resource-seconds: cores, bytes of memory, of fast and of slow disk, addresses; and bytes of traffic. */
export interface PlainUse {
  readonly cru: bigint
  readonly mru: bigint
  readonly sru: bigint
  readonly hru: bigint
  readonly ipv4: bigint
  readonly nru: bigint
}

export interface PlainRates {
  readonly cu: bigint
  readonly su: bigint
  readonly ipu: bigint
  readonly nu: bigint
}

export interface PlainStatement {
  readonly node: number
  readonly period: number
  readonly agreement: bigint
  readonly deployment: bigint
  readonly used: PlainUse
}

export interface PlainLeaf extends Omit<PlainStatement, 'period'> {
  readonly amount: bigint
}

/** Halves go up. */
const round = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor / 2n) / divisor
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)
const least = (...all: readonly bigint[]): bigint => [...all].sort((a, b) => (a < b ? -1 : 1))[0]!

/** Of one, in units that are each `SHARE` of a compute or storage unit, for a second. */
const SHARE = 2_400n * GIB

/** CU = min(max(mru/4, cru/2), max(mru/8, cru), max(mru/2, cru/4)), SU = hru/1200 + sru/200, sizes in GiB; priced by the hour. */
export function plainCost({ cu, su, ipu, nu }: PlainRates, { cru, mru, sru, hru, ipv4, nru }: PlainUse): bigint {
  const memory = (gibibytes: bigint) => (mru * 2_400n) / gibibytes
  const cores = (parts: bigint) => (cru * SHARE * parts) / 4n
  const compute = least(larger(memory(4n), cores(2n)), larger(memory(8n), cores(4n)), larger(memory(2n), cores(1n)))
  const storage = hru * 2n + sru * 12n
  const perHour = compute * cu + storage * su + ipv4 * SHARE * ipu
  return round(perHour, SHARE * 3_600n) + round(nru * nu, 1_000_000_000n)
}

export const inPlainOrder = <Of extends Omit<PlainLeaf, 'amount' | 'used'>>(all: readonly Of[]): Of[] =>
  [...all].sort((a, b) => {
    if (a.agreement !== b.agreement) return a.agreement < b.agreement ? -1 : 1
    if (a.deployment !== b.deployment) return a.deployment < b.deployment ? -1 : 1
    return a.node - b.node
  })

/** What one agreement is billed for: each at its rates, all together its maximum at the most. Nothing that is for nothing. */
export function plainLeaves(rates: PlainRates, maximum: bigint, statements: readonly PlainStatement[]): PlainLeaf[] {
  let left = maximum
  return inPlainOrder(statements).flatMap(({ period: _, ...statement }) => {
    const amount = least(plainCost(rates, statement.used), left)
    left -= amount
    return amount > 0n ? [{ ...statement, amount }] : []
  })
}

/** Of the 137 bytes that a node signs: "gridusage", genesis, node, period, agreement, deployment, used; little-endian. */
export function readStatement(bytes: Uint8Array): PlainStatement {
  const view = Buffer.from(bytes)
  const wide = (at: number) => view.readBigUInt64LE(at) + (view.readBigUInt64LE(at + 8) << 64n)
  return {
    node: view.readUInt32LE(41),
    period: view.readUInt32LE(45),
    agreement: view.readBigUInt64LE(49),
    deployment: view.readBigUInt64LE(57),
    used: {
      cru: view.readBigUInt64LE(65),
      mru: wide(73),
      sru: wide(89),
      hru: wide(105),
      ipv4: view.readBigUInt64LE(121),
      nru: view.readBigUInt64LE(129),
    },
  }
}
