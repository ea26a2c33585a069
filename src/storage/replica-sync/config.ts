import { z } from 'zod'
import { accountId } from '../types.ts'

const count = z.number().int().min(1)
const pause = (min: number, max: number) =>
  z.strictObject({ min: z.number().min(1), max: z.number().min(1) }).default({ min, max })

/** Times are milliseconds. */
export const replicaSyncConfig = z.strictObject({
  /** The account that is registered as provider. */
  provider: accountId,
  /** Before a bucket is looked at again after something about it came to nothing. */
  backoff: pause(1_000, 60_000),
  /** Buckets that are fetched at a time, and how long one may go on while others wait. */
  turns: z.strictObject({ most: count.default(3), length: z.number().min(1).default(300_000) }).prefault({}),
  /** Requests at a time to one source and to all of them, and how long an answer may take. */
  requests: z
    .strictObject({
      perSource: count.default(2),
      inAll: count.default(8),
      deadline: z.number().min(1).default(30_000),
    })
    .prefault({}),
  /** Nodes in one request, and bytes of data in its answer. */
  batch: z.strictObject({ nodes: count.default(256), bytes: count.default(2_097_152) }).prefault({}),
  /** How long nothing is asked of a source: that cannot be reached; that has said something wrong. Twice as long each time. */
  avoid: z.strictObject({ unreachable: pause(500, 300_000), wrong: pause(600_000, 21_600_000) }).prefault({}),
  /** A sync waits so long for a source that cannot be reached before it makes room for others. */
  patience: z.number().min(0).default(5_000),
  /** What is taken at the most: leaves and chunks of one bucket and object, providers that are asked. */
  most: z
    .strictObject({
      leaves: count.default(1_000_000),
      chunks: count.default(4_194_304),
      sources: count.default(16),
    })
    .prefault({}),
})

export type ReplicaSyncConfig = z.output<typeof replicaSyncConfig>
