import { StoreError } from './errors.ts'
import type { ObjectTable } from './objects.ts'
import type { ChunkProof, Hash } from './types.ts'

/** The chunks of an object that have bytes from `offset` on, `length` of them; whole chunks, each with its proof. */
export async function* readObject(
  objects: ObjectTable,
  dataRoot: Hash,
  offset: number,
  length: number,
): AsyncIterable<ChunkProof & { readonly index: bigint }> {
  const { size, chunks, even } = objects.shape(dataRoot)
  if (offset > size) throw new StoreError('not_found', `${dataRoot} has ${size} bytes, and none at ${offset}`)
  const end = Math.min(size, offset + length)
  // Chunks of one size need not be counted through from the first.
  let index = even > 0 ? Math.min(Math.floor(offset / even), chunks - 1) : 0
  for (let start = index * even; index < chunks && start < end; index += 1) {
    const found = objects.chunk(dataRoot, index)!
    start += found.data.length
    if (start > offset) yield { index: BigInt(index), chunkHash: found.hash, chunk: found.data, proof: found.proof }
  }
}
