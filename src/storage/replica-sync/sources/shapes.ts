import { z } from 'zod'
import { hash, u64 } from '../../types.ts'

/** Answers of a provider's HTTP interface, as far as a replica reads them. Names are those of the interface. */
export const commitmentAnswer = z
  .object({ mmr_root: hash, start_seq: u64, leaf_count: u64 })
  .transform(({ mmr_root, start_seq, leaf_count }) => ({
    mmrRoot: mmr_root,
    startSeq: start_seq,
    leafCount: leaf_count,
  }))

export const peaksAnswer = z.object({ peaks: z.array(hash) }).transform(({ peaks }) => peaks)

const leaf = z
  .object({ data_root: hash, data_size: u64, total_size: u64 })
  .transform(({ data_root, data_size, total_size }) => ({
    dataRoot: data_root,
    dataSize: data_size,
    totalSize: total_size,
  }))

export const proofAnswer = z.object({ leaf }).transform((answer) => answer.leaf)

/** Without `leaves`: a provider that offers no whole subtrees. */
export const subtreeAnswer = z.object({ leaves: z.array(leaf).optional() }).transform(({ leaves }) => leaves ?? null)

const bytes = z.base64().transform((text): Uint8Array => Buffer.from(text, 'base64'))

export const nodesAnswer = z.object({ nodes: z.array(z.object({ hash, data: bytes })) }).transform(({ nodes }) => nodes)
