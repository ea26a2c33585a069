import type { Changes, StateView, StorageKey } from '../../types.ts'
import type { StorageAccess } from '../pallet/index.ts'

/** Writes over a state that stays as it is, in layers that can be undone. */
export interface Overlay extends StorageAccess {
  /** Undoes the writes of `work` when it throws. */
  transaction<T>(work: () => T): T
  changes(): Changes
}

export function createOverlay(state: StateView): Overlay {
  const layers: Array<Map<StorageKey, Uint8Array | null>> = [new Map()]

  function written(key: StorageKey): Uint8Array | null | undefined {
    for (let i = layers.length - 1; i >= 0; i--) {
      const value = layers[i]?.get(key)
      if (value !== undefined) return value
    }
    return undefined
  }

  return {
    get(key) {
      const value = written(key)
      return value === undefined ? state.get(key) : (value ?? undefined)
    },
    set(key, value) {
      layers.at(-1)?.set(key, value)
    },
    keys(prefix) {
      const found = new Set(state.keys(prefix))
      for (const layer of layers) {
        for (const [key, value] of layer) {
          if (!key.startsWith(prefix)) continue
          if (value) found.add(key)
          else found.delete(key)
        }
      }
      return [...found].sort()
    },
    transaction(work) {
      const layer = new Map<StorageKey, Uint8Array | null>()
      const depth = layers.push(layer)
      try {
        const value = work()
        const below = layers[depth - 2]
        for (const [key, written] of layer) below?.set(key, written)
        return value
      } finally {
        layers.length = depth - 1
      }
    },
    changes: () => new Map(layers[0]),
  }
}
