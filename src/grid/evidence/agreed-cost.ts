import { rounded } from '../billing/cost.ts'
import { GIB } from '../capacity/resources.ts'
import type { Used } from './used.ts'

/** In the smallest unit of money: for a compute unit, storage unit, address and hour; for 10^9 bytes of traffic. */
export interface Rates {
  readonly cu: bigint
  readonly su: bigint
  readonly ipu: bigint
  readonly nu: bigint
}

const HOUR = 3_600n
const GIBIBYTE = BigInt(GIB)
const PARTS = 1_200n * GIBIBYTE
const TRAFFIC_UNIT = 10n ** 9n

/** What a use costs at the most, as the chain reckons: for capacity that was the same all the time. */
export function agreedCost({ cu, su, ipu, nu }: Rates, { cru, mru, sru, hru, ipv4, nru }: Used): bigint {
  const cores = cru * GIBIBYTE
  // In eighths of a unit: 4 GiB and 2 cores, 8 GiB and 1 core, or 2 GiB and 4 cores, whichever asks for least.
  const compute = least(most(2n * mru, 4n * cores), most(mru, 8n * cores), most(4n * mru, 2n * cores))
  const perHour = 150n * compute * cu + (hru + 6n * sru) * su + ipv4 * ipu * PARTS
  return rounded(perHour, PARTS * HOUR) + rounded(nru * nu, TRAFFIC_UNIT)
}

const most = (a: bigint, b: bigint): bigint => (a > b ? a : b)
const least = (...all: readonly bigint[]): bigint => all.reduce((a, b) => (a < b ? a : b))
