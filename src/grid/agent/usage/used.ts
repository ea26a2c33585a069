import { z } from 'zod'
import type { Taken } from '../deployments/capacity.ts'

const count = z.bigint().min(0n)

/** What was used: core-seconds, byte-seconds of memory and disks, address-seconds, bytes of traffic. */
export const used = z.object({ cru: count, mru: count, sru: count, hru: count, ipv4: count, nru: count })
export type Used = z.infer<typeof used>

export const NOTHING_USED: Used = { cru: 0n, mru: 0n, sru: 0n, hru: 0n, ipv4: 0n, nru: 0n }

export const addUsed = (a: Used, b: Used): Used => ({
  cru: a.cru + b.cru,
  mru: a.mru + b.mru,
  sru: a.sru + b.sru,
  hru: a.hru + b.hru,
  ipv4: a.ipv4 + b.ipv4,
  nru: a.nru + b.nru,
})

/** What taking this for so many whole seconds comes to. */
export function usedIn({ resources: { cru, mru, sru, hru }, publicIps }: Taken, seconds: number): Used {
  const times = (amount: number) => BigInt(amount) * BigInt(seconds)
  return { cru: times(cru), mru: times(mru), sru: times(sru), hru: times(hru), ipv4: times(publicIps), nru: 0n }
}
