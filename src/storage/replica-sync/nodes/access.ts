import { StoreError, type StoreErrorCode } from '../../store/errors.ts'
import type { ContentStore, Hash, TreeNode } from '../../store/types.ts'
import type { NodeAccess } from './object.ts'
import type { Pool } from './pool.ts'

/** Nodes by way of the store: what it has is not fetched, unless it has changed on disk. */
export const nodeAccess = (store: ContentStore, bucketId: bigint, pool: Pool): NodeAccess => ({
  async get(hash, most) {
    const local = await unless<TreeNode | null>(['corrupt'], store.node(hash))
    if (local === null) return pool.get(hash, most)
    return { data: local.data, saysPair: local.children.length > 0 }
  },
  put: async (node) => void (await store.putNode(bucketId, node)),
})

/** Bytes of an object, if all of it is in the store and the bucket's. */
export async function sizeIn(store: ContentStore, bucketId: bigint, root: Hash): Promise<bigint | null> {
  if ((await store.missing(bucketId, [root])).length > 0) return null
  return unless(['root_not_found', 'invalid_node', 'corrupt'], store.objectSize(root))
}

/** Null when the store fails with one of these. */
async function unless<Result>(codes: readonly StoreErrorCode[], asked: Promise<Result>): Promise<Result | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof StoreError && codes.includes(error.code)) return null
    throw error
  }
}
