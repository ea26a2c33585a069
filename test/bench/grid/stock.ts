import type { NodeView } from '../../../src/grid/capacity/node-view.ts'
import { minus, plus, type Resources } from '../../../src/grid/capacity/resources.ts'
import { requestOf } from '../../grid/nodes.ts'
import { createLedger } from './ledger.ts'
import type { Placer } from './strategies.ts'

export interface Deployment {
  readonly node: number
  readonly resources: Resources
}

/** Places with a placer that learns of each claim at once, and keeps account of what comes of it. */
export function createStock(nodes: readonly NodeView[], placer: Placer) {
  const views = new Map(nodes.map((node) => [node.id, node]))
  const ledger = createLedger(nodes)
  const count = { placed: 0, refused: 0, messages: 0 }
  const put = (node: NodeView) => {
    views.set(node.id, node)
    placer.put(node)
  }
  const take = (id: number, resources: Resources) => {
    const node = views.get(id)!
    count.placed += 1
    ledger.add(id, resources)
    put({ ...node, used: plus(node.used, resources), hasContracts: true })
  }
  for (const node of nodes) placer.put(node)
  return {
    views,
    ledger,
    count,
    put,
    place(resources: Resources): Deployment | undefined {
      const { node: id, messages } = placer.find(requestOf(resources))
      count.messages += messages
      if (id === undefined) {
        count.refused += 1
        return undefined
      }
      take(id, resources)
      return { node: id, resources }
    },
    take,
    remove({ node: id, resources }: Deployment): void {
      const node = views.get(id)!
      ledger.remove(id, resources)
      const used = minus(node.used, resources)
      put({ ...node, used, hasContracts: used.mru > node.system.mru })
    },
  }
}

export type Stock = ReturnType<typeof createStock>
