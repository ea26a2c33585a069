import type { ContentStore } from '../../../src/storage/store/types.ts'
import type { Asked } from './chain-process.ts'

/** What `respond_to_challenge` takes, as `@polkadot/api` reads it, by the place that is asked for. */
export type Answers = ReadonlyMap<string, unknown>

export const placeOf = (mmrRoot: string, leafIndex: bigint | number, chunkIndex: bigint | number): string =>
  `${mmrRoot}/${leafIndex}/${chunkIndex}`

/** Works out the answers to all of these beforehand. */
export async function answersTo(store: ContentStore, all: readonly Asked[]): Promise<Answers> {
  const answers = new Map<string, unknown>()
  for (const { bucketId, leafIndex, chunkIndex, past } of all) {
    const commitment = past ?? (await store.bucket(bucketId))!
    const mmrProof = await store.mmrProof(bucketId, commitment, leafIndex)
    const { chunk, proof } = await store.chunkProof(mmrProof.leaf.dataRoot, chunkIndex)
    const chunkData = `0x${Buffer.from(chunk).toString('hex')}`
    answers.set(placeOf(commitment.mmrRoot, leafIndex, chunkIndex), {
      Proof: { chunkData, mmrProof, chunkProof: proof },
    })
  }
  return answers
}
