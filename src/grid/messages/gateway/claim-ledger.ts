/** What each twin has had claimed and has not deployed on yet. It begins empty: claims are forgotten by the farm soon enough. */
export interface ClaimLedger {
  /** @returns undefined when the twin has as many as it may; else what to do once there is a node, or none */
  open(twinId: number, terms: { readonly most: number; readonly now: number; readonly until: number }): Slot | undefined
  /** A twin has deployed on a node. */
  deployed(twinId: number, nodeId: number): void
}

export interface Slot {
  took(nodeId: number, until: number): void
  free(): void
}

interface Open {
  until: number
  nodeId: number | undefined
}

export function createClaimLedger(): ClaimLedger {
  const twins = new Map<number, Set<Open>>()

  function remove(twinId: number, slot: Open): void {
    const slots = twins.get(twinId)
    slots?.delete(slot)
    if (slots?.size === 0) twins.delete(twinId)
  }

  return {
    open(twinId, { most, now, until }) {
      for (const slot of twins.get(twinId) ?? []) if (slot.until <= now) remove(twinId, slot)
      const slots = twins.get(twinId) ?? new Set<Open>()
      if (slots.size >= most) return undefined
      const slot: Open = { until, nodeId: undefined }
      slots.add(slot)
      twins.set(twinId, slots)
      return {
        took(nodeId, claimedUntil) {
          slot.nodeId = nodeId
          slot.until = claimedUntil
        },
        free: () => remove(twinId, slot),
      }
    },
    deployed(twinId, nodeId) {
      for (const slot of twins.get(twinId) ?? [])
        if (slot.nodeId === nodeId) {
          remove(twinId, slot)
          return
        }
    },
  }
}
