import { rounded } from '../smart-contract/arithmetic.ts'
import { resourcesCost } from '../smart-contract/cost.ts'
import type { Rates, Used } from './types.ts'

const GIGABYTES = { type: 'Gigabytes' } as const
const TRAFFIC_UNIT = 10n ** 9n

/** What use costs at the most: as the chain prices contracts, for capacity that was the same all the time. Two roundings. */
export function agreedCost({ cu, su, ipu, nu }: Rates, { cru, mru, sru, hru, ipv4, nru }: Used): bigint {
  const prices = {
    cu: { value: cu, unit: GIGABYTES },
    su: { value: su, unit: GIGABYTES },
    ipu: { value: ipu, unit: GIGABYTES },
  }
  // Resource-seconds, for one second.
  return resourcesCost(prices, { cru, mru, sru, hru }, ipv4, 1n) + rounded(nru * nu, TRAFFIC_UNIT)
}
