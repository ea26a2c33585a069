import type { Used } from '../evidence/used.ts'
import { CU_PARTS, rounded, SU_PARTS } from './cost.ts'

/** Prices of a compute unit, a storage unit and an address for an hour, and of 10^9 bytes of traffic; in one unit of money. */
export interface Rates {
  readonly cu: bigint
  readonly su: bigint
  readonly ipu: bigint
  readonly nu: bigint
}

const HOUR = 3_600n
const TRAFFIC_UNIT = 10n ** 9n
/** Storage is counted in the finer parts: 150 of them are one of compute. */
const FINER = SU_PARTS / CU_PARTS

/** What a use comes to, to the unit, as the chain reckons: capacity as if it had been the same all the time. Two roundings. */
export function agreedCost({ cu, su, ipu, nu }: Rates, { cru, mru, sru, hru, ipv4, nru }: Used): bigint {
  const cores = cru * (CU_PARTS / 8n)
  // A unit is 4 GiB and 2 cores, 8 GiB and 1 core, or 2 GiB and 4 cores, whichever asks for least.
  const ways = [max(mru * 2n, cores * 4n), max(mru, cores * 8n), max(mru * 4n, cores * 2n)]
  const compute = ways.reduce((least, way) => (way < least ? way : least))
  const perHour = compute * FINER * cu + (hru + 6n * sru) * su + ipv4 * ipu * SU_PARTS
  return rounded(perHour, SU_PARTS * HOUR) + rounded(nru * nu, TRAFFIC_UNIT)
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)
