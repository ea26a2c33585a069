import { blake2AsU8a } from '@polkadot/util-crypto'

/*
 * What a bill of a farm comes to, worked out from how it is described alone, in fractions: nothing of the program that makes bills.
 */

/** Core-seconds; byte-seconds of memory, fast and slow disk; address-seconds; bytes of traffic. */
export interface PlainUse {
  readonly cru: bigint
  readonly mru: bigint
  readonly sru: bigint
  readonly hru: bigint
  readonly ipv4: bigint
  readonly nru: bigint
}

/** For a compute unit, storage unit, address and hour; for 10^9 bytes of traffic. */
export interface PlainRates {
  readonly cu: bigint
  readonly su: bigint
  readonly ipu: bigint
  readonly nu: bigint
}

export interface PlainLeaf {
  readonly agreement: bigint
  readonly deployment: bigint
  readonly node: number
  readonly used: PlainUse
  readonly amount: bigint
}

/** What a user has agreed to, as the chain has it. */
export interface PlainAgreement {
  readonly id: bigint
  readonly farm: number
  readonly rates: PlainRates
  readonly maxPerPeriod: bigint
  readonly deposit: bigint
  readonly since: number
  readonly ends: number | null
}

interface Fraction {
  readonly over: bigint
  readonly under: bigint
}

const over = (above: bigint, under: bigint): Fraction => ({ over: above, under })
const add = (a: Fraction, b: Fraction): Fraction => over(a.over * b.under + b.over * a.under, a.under * b.under)
const isMore = (a: Fraction, b: Fraction): boolean => a.over * b.under > b.over * a.under
const larger = (a: Fraction, b: Fraction): Fraction => (isMore(a, b) ? a : b)
const smaller = (a: Fraction, b: Fraction): Fraction => (isMore(a, b) ? b : a)
/** Halves up. */
const round = ({ over: above, under }: Fraction): bigint => (above * 2n + under) / (under * 2n)

const GIB = 1_073_741_824n

/** CU = min(max(mru/4, cru/2), max(mru/8, cru), max(mru/2, cru/4)), with memory in GiB. */
export function computeUnits(cru: bigint, mru: bigint): Fraction {
  const cores = (parts: bigint) => over(cru, parts)
  const memory = (parts: bigint) => over(mru, GIB * parts)
  return smaller(smaller(larger(memory(4n), cores(2n)), larger(memory(8n), cores(1n))), larger(memory(2n), cores(4n)))
}

/** SU = hru/1200 + sru/200, in GiB. */
export const storageUnits = (hru: bigint, sru: bigint): Fraction => add(over(hru, GIB * 1_200n), over(sru, GIB * 200n))

/** A use in resource-seconds at rates for an hour: the hourly part and the traffic are rounded each. */
export function plainCost(rates: PlainRates, { cru, mru, sru, hru, ipv4, nru }: PlainUse): bigint {
  const hourly = [
    [computeUnits(cru, mru), rates.cu],
    [storageUnits(hru, sru), rates.su],
    [over(ipv4, 1n), rates.ipu],
  ] as const
  const sum = hourly.reduce(
    (all, [units, rate]) => add(all, over(units.over * rate, units.under * 3_600n)),
    over(0n, 1n),
  )
  return round(sum) + round(over(nru * rates.nu, 1_000_000_000n))
}

/** Of a whole of it, from the first period on, what may be in a bill: it is in force, and what was paid in reaches so far. */
export const isBillable = ({ since, ends, maxPerPeriod, deposit }: PlainAgreement, period: number): boolean =>
  period >= since && (ends === null || period <= ends) && maxPerPeriod * BigInt(period + 1 - since) <= deposit

type Stated = Omit<PlainLeaf, 'amount'>

const byPlace = (a: Stated, b: Stated): number =>
  Number(a.agreement - b.agreement) || Number(a.deployment - b.deployment) || a.node - b.node

/** The leaves of the bill over what nodes have stated: at the agreed rates up to each agreement's maximum, none free of charge. */
export function plainLeaves(
  stated: readonly Stated[],
  agreements: readonly PlainAgreement[],
  period: number,
): PlainLeaf[] {
  const spent = new Map<bigint, bigint>()
  return [...stated].sort(byPlace).flatMap((each) => {
    const agreement = agreements.find(({ id }) => id === each.agreement)
    if (!agreement || !isBillable(agreement, period)) return []
    const before = spent.get(each.agreement) ?? 0n
    const cost = plainCost(agreement.rates, each.used)
    const left = agreement.maxPerPeriod - before
    const amount = cost > left ? left : cost
    spent.set(each.agreement, before + amount)
    return amount > 0n ? [{ ...each, amount }] : []
  })
}

/** Little-endian, of so many bytes. */
export const little = (value: bigint | number, bytes: number): Buffer =>
  Buffer.from(Array.from({ length: bytes }, (_, at) => Number((BigInt(value) >> BigInt(8 * at)) & 0xffn)))

const useBytes = ({ cru, mru, sru, hru, ipv4, nru }: PlainUse): Buffer =>
  Buffer.concat([little(cru, 8), little(mru, 16), little(sru, 16), little(hru, 16), little(ipv4, 8), little(nru, 8)])

const leafBytes = ({ agreement, deployment, node, used, amount }: PlainLeaf): Buffer =>
  Buffer.concat([little(agreement, 8), little(deployment, 8), little(node, 4), useBytes(used), little(amount, 16)])

/** What a node signs: 137 bytes. @param genesis hash in hex */
export const statementBytes = (
  genesis: string,
  period: number,
  { node, agreement, deployment, used }: Stated,
): Buffer =>
  Buffer.concat([
    Buffer.from('gridusage'),
    Buffer.from(genesis.slice(2), 'hex'),
    little(node, 4),
    little(period, 4),
    little(agreement, 8),
    little(deployment, 8),
    useBytes(used),
  ])

export interface PlainRoot {
  /** Hex, with `0x`. */
  readonly root: string
  readonly total: bigint
}

const hex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString('hex')}`
export const blake2 = (bytes: Uint8Array): Uint8Array => blake2AsU8a(bytes, 256)

/** Pairs from the left, the last of an odd number goes up as it is; a parent hashes both hashes, each with its sum. */
export function plainRoot(leaves: readonly PlainLeaf[]): PlainRoot {
  let level = leaves.map((leaf) => ({ hash: blake2(leafBytes(leaf)), sum: leaf.amount }))
  while (level.length > 1) {
    const next: typeof level = []
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at]!, level[at + 1]]
      if (right === undefined) next.push(left)
      else {
        const bytes = Buffer.concat([left.hash, little(left.sum, 16), right.hash, little(right.sum, 16)])
        next.push({ hash: blake2(bytes), sum: left.sum + right.sum })
      }
    }
    level = next
  }
  const top = level[0]
  return top === undefined ? { root: hex(new Uint8Array(32)), total: 0n } : { root: hex(top.hash), total: top.sum }
}

/** The amounts of a bill that an auditor looks at: by the hash of a later block, the root, and a count of 4 bytes. */
export const plainDraws = (seed: string, { root, total }: PlainRoot, draws: number): bigint[] =>
  Array.from({ length: total === 0n ? 0 : draws }, (_, at) => {
    const bytes = Buffer.concat([Buffer.from(seed.slice(2), 'hex'), Buffer.from(root.slice(2), 'hex'), little(at, 4)])
    return BigInt(hex(blake2(bytes))) % total
  })
