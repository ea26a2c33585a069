import { readFileSync } from 'node:fs'
import { z } from 'zod'

const number = z.coerce.bigint()
const hash = z.string()
const path = z.object({ siblings: z.array(hash), path: z.array(z.boolean()) })

/** Numbers that were worked out elsewhere; hashes and bytes in hex. */
export const vectors = z
  .object({
    chunkTrees: z.array(
      z.object({
        dataHex: z.string().transform((text) => Buffer.from(text.slice(2), 'hex')),
        chunkSize: z.number(),
        chunkHashes: z.array(hash),
        dataRoot: hash,
        proof: path.extend({ chunkIndex: z.number() }),
      }),
    ),
    mmrs: z.array(
      z.object({
        leaves: z.array(z.object({ dataRoot: hash, dataSize: number, totalSize: number })),
        peaks: z.array(hash),
        root: hash,
        proof: path.extend({ leafIndex: z.number() }),
      }),
    ),
    payloads: z.array(
      z.object({
        bucketId: number,
        mmrRoot: hash,
        startSeq: number,
        leafCount: number,
        window: number,
        commitment: z.string(),
        checkpointProposal: z.string(),
      }),
    ),
    leaders: z.array(z.object({ bucketId: number, window: number, primaries: z.number(), leaderIndex: z.number() })),
  })
  .parse(JSON.parse(readFileSync(new URL('fixtures/storage-and-billing.json', import.meta.url), 'utf8')))
