import type { NodeView } from '../capacity/node-view.ts'
import type { Found, Planner } from './planner.ts'
import type { PlacementRequest } from './request.ts'

/** The nodes of a farm as they were last told of: where one is found, and where is waited for one to come up. */
export interface Pool {
  /** Before all nodes are asked for: what is told from here on is newer than the answer. */
  begin(): void
  /** All nodes, in a planner that has none yet. */
  load(planner: Planner, nodes: readonly NodeView[]): void
  put(node: NodeView): void
  remove(id: number): void
  /** Not to be chosen any more until it is up, or off once more: somebody has waited for it in vain. */
  distrust(id: number): void
  /** @throws while the nodes have not been loaded */
  find(request: PlacementRequest): Found
  /** Whether a node came up, or was lost on the way. @throws when the signal is aborted */
  whenSettled(id: number, signal: AbortSignal): Promise<'up' | 'lost'>
}

export function createPool(): Pool {
  let planner: Planner | undefined
  const nodes = new Map<number, NodeView>()
  const doubtful = new Set<number>()
  const since = new Map<number, NodeView | null>()
  const waiting = new Map<number, Set<() => void>>()

  function standing(id: number): 'up' | 'lost' | undefined {
    if (planner === undefined) return undefined
    const power = nodes.get(id)?.power
    if (power === 'on') return 'up'
    return power === undefined || power === 'unreachable' ? 'lost' : undefined
  }

  function take(id: number, node: NodeView | null): void {
    if (node === null) nodes.delete(id)
    else nodes.set(id, node)
    if (node === null || node.power === 'on' || node.power === 'off') doubtful.delete(id)
    if (node === null) planner?.remove(id)
    else planner?.put(doubtful.has(id) ? { ...node, power: 'unreachable' } : node)
    for (const look of waiting.get(id) ?? []) look()
  }

  return {
    begin: () => since.clear(),
    load(next, described) {
      planner = next
      const gone = [...nodes.keys()]
      nodes.clear()
      for (const node of described) take(node.id, node)
      for (const [id, node] of since) take(id, node)
      for (const id of gone) if (!nodes.has(id)) take(id, null)
      for (const looks of waiting.values()) for (const look of looks) look()
    },
    put(node) {
      since.set(node.id, node)
      take(node.id, node)
    },
    remove(id) {
      since.set(id, null)
      take(id, null)
    },
    distrust(id) {
      const node = nodes.get(id)
      if (node === undefined || node.power === 'on' || node.power === 'off') return
      doubtful.add(id)
      take(id, node)
    },
    find(request) {
      if (planner === undefined) throw new Error('the farm is not known yet')
      return planner.find(request)
    },
    async whenSettled(id, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<'up' | 'lost'>()
      const look = () => {
        const stands = standing(id)
        if (stands !== undefined) resolve(stands)
      }
      const stop = () => reject(signal.reason)
      const looks = waiting.get(id) ?? new Set()
      waiting.set(id, looks.add(look))
      signal.addEventListener('abort', stop, { once: true })
      if (signal.aborted) stop()
      look()
      return promise.finally(() => {
        signal.removeEventListener('abort', stop)
        looks.delete(look)
        if (looks.size === 0 && waiting.get(id) === looks) waiting.delete(id)
      })
    },
  }
}
