import { StoreError } from '../../store/errors.ts'
import type { ContentStore, Hash } from '../../store/types.ts'
import type { NodeAccess } from './object.ts'
import type { Pool } from './pool.ts'

/** Nodes by way of the store: what it has is not fetched. */
export const nodeAccess = (store: ContentStore, bucketId: bigint, pool: Pool): NodeAccess => ({
  async get(hash, most) {
    const local = await store.node(hash)
    if (local === null) return pool.get(hash, most)
    return { data: local.data, saysPair: local.children.length > 0 }
  },
  put: async (node) => void (await store.putNode(bucketId, node)),
})

/** Bytes of an object, if all of it is in the store. */
export async function sizeIn(store: ContentStore, root: Hash): Promise<bigint | null> {
  try {
    return await store.objectSize(root)
  } catch (error) {
    if (error instanceof StoreError && (error.code === 'root_not_found' || error.code === 'invalid_node')) return null
    throw error
  }
}
