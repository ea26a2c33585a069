import { createMemoryStore, type SnapshotStore } from '../../kernel/index.ts'

/** Nodes that the farmer has switched by hand: they are left alone until they are included again, also after a restart. */
export interface Apart {
  has(nodeId: number): boolean
  add(nodeId: number): void
  delete(nodeId: number): void
}

const PREFIX = 'farm.apart'

export function createApart(store: SnapshotStore = createMemoryStore()): Apart {
  const nameOf = (nodeId: number) => `${PREFIX}/${nodeId}`
  return {
    has: (nodeId) => store.get(nameOf(nodeId)) !== undefined,
    add: (nodeId) => store.put([[nameOf(nodeId), '']]),
    delete: (nodeId) => store.delete(nameOf(nodeId)),
  }
}
