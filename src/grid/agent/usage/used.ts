import type { Used } from '../../evidence/used.ts'
import type { Taken } from '../deployments/capacity.ts'

export const addUsed = (a: Used, b: Used): Used => ({
  cru: a.cru + b.cru,
  mru: a.mru + b.mru,
  sru: a.sru + b.sru,
  hru: a.hru + b.hru,
  ipv4: a.ipv4 + b.ipv4,
  nru: a.nru + b.nru,
})

/** What taking this for so many whole seconds comes to. No traffic: this node starts nothing that could carry or count any, so none is billed. */
export function usedIn({ resources: { cru, mru, sru, hru }, publicIps }: Taken, seconds: number): Used {
  const times = (amount: number) => BigInt(amount) * BigInt(seconds)
  return { cru: times(cru), mru: times(mru), sru: times(sru), hru: times(hru), ipv4: times(publicIps), nru: 0n }
}
