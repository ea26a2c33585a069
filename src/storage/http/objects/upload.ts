import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { MAX_CHUNK, treeAbove } from '../../store/chunk-tree.ts'
import { hashOf } from '../../store/hashing.ts'
import type { Hash } from '../../store/types.ts'
import type { Api } from '../api.ts'
import { type Caller, checkDigest } from '../auth/guard.ts'
import { bodyOf, regrouped } from '../body.ts'

/** An object that is in the store and committed to. */
export interface Stored {
  readonly dataRoot: Hash
  readonly size: number
  readonly leafIndex: bigint
  readonly seq: bigint
}

/**
 * Takes the body of a request into the store, a chunk at a time, and commits to it once all of it is there. What breaks off before
 * is committed to by nobody, and swept some time later.
 *
 * @throws HttpError `payload_too_large`, `digest_mismatch`, or StoreError
 */
export async function storeBody(api: Api, c: Context, bucketId: bigint, caller: Caller | null): Promise<Stored> {
  const { store, config } = api
  const hashes: Hash[] = []
  const digest = createHash('sha256')
  let size = 0
  for await (const data of regrouped(bodyOf(api, c, config.limits.object), MAX_CHUNK)) {
    const hash = hashOf(data)
    await store.putNode(bucketId, { hash, data, children: [] })
    hashes.push(hash)
    digest.update(data)
    size += data.length
  }
  if (caller !== null) checkDigest(caller, digest.digest('hex'))
  const { root, nodes } = treeAbove(hashes)
  await Promise.all(nodes.map((node) => store.putNode(bucketId, node)))
  const { startSeq, leafIndices } = await store.commit(bucketId, [root])
  const leafIndex = leafIndices[0]!
  return { dataRoot: root, size, leafIndex, seq: startSeq + leafIndex }
}
