import type { GridNode } from '../chain-state.ts'
import type { Used } from '../evidence/used.ts'

/** What a node can have been used for at the most, in so many seconds, and how much of it is taken by what was said before. */
export interface Capacity {
  /** Takes it if it is there. */
  take(used: Used): boolean
}

export function createCapacity(
  { resources: { cru, mru, sru, hru } }: Pick<GridNode, 'resources'>,
  seconds: number,
  overprovision: number,
): Capacity {
  const time = BigInt(seconds)
  const left = { cru: cru * BigInt(overprovision) * time, mru: mru * time, sru: sru * time, hru: hru * time }
  const kinds = ['cru', 'mru', 'sru', 'hru'] as const
  return {
    take(used) {
      if (kinds.some((kind) => used[kind] > left[kind])) return false
      for (const kind of kinds) left[kind] -= used[kind]
      return true
    },
  }
}
