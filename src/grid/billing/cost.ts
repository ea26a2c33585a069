import { GIB, type Resources } from '../capacity/resources.ts'

/** Prices of a pricing policy: ten-thousandths of a thousandth of a USD, for each unit and hour. */
export interface Prices {
  /** Of a compute unit. */
  readonly cu: bigint
  /** Of a storage unit. */
  readonly su: bigint
  /** Of a public IPv4 address. */
  readonly ipu: bigint
  /** Of a network unit: 10^9 bytes. Not for an hour. */
  readonly nu?: bigint
}

export interface Use {
  readonly resources: Resources
  readonly publicIps: number
  readonly seconds: number
}

const HOUR = 3_600n

/** `dividend / divisor`, halves up; neither is negative. */
export const rounded = (dividend: bigint, divisor: bigint): bigint => (2n * dividend + divisor) / (2n * divisor)

/** Compute units times `CU_PARTS`, exact: the cheapest of three ways to pair cores with memory. */
export function computeUnits({ cru, mru }: Resources): bigint {
  // A unit is 4 GiB and 2 cores, 8 GiB and 1 core, or 2 GiB and 4 cores, whichever asks for least.
  const [cores, memory] = [BigInt(cru) * BigInt(GIB), BigInt(mru)]
  const ways = [max(memory * 2n, cores * 4n), max(memory, cores * 8n), max(memory * 4n, cores * 2n)]
  return ways.reduce((least, way) => (way < least ? way : least))
}
export const CU_PARTS = 8n * BigInt(GIB)

/** Storage units times `SU_PARTS`, exact: 1,200 GiB of HDD or 200 GiB of SSD are one. */
export const storageUnits = ({ hru, sru }: Resources): bigint => BigInt(hru) + 6n * BigInt(sru)
export const SU_PARTS = 1_200n * BigInt(GIB)

/** What a use costs, in the unit of prices; rounded once. */
export function costOf({ resources, publicIps, seconds }: Use, { cu, su, ipu }: Prices): bigint {
  const parts = CU_PARTS * 150n
  const perHour = computeUnits(resources) * 150n * cu + storageUnits(resources) * su + BigInt(publicIps) * ipu * parts
  return rounded(perHour * BigInt(seconds), parts * HOUR)
}

/** What traffic costs, in the unit of prices. The chain multiplies by the seconds it was counted in. */
export const trafficCost = (bytes: bigint, seconds: number, { nu = 0n }: Prices): bigint =>
  rounded(bytes * nu * BigInt(seconds), 10n ** 9n * HOUR)

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)
