import { z } from 'zod'
import { fact } from '../../kernel/index.ts'
import { u64 } from '../types.ts'

/** The data of leaves `fromSeq … toSeq - 1` is given up: an admin has let them go, and the bucket begins later. */
export const RangeErased = fact('storage.RangeErased', {
  payload: z.object({ bucketId: u64, fromSeq: u64, toSeq: u64 }),
})

/** A bucket is given up, data and history: it or our agreement about it is gone. */
export const BucketForgotten = fact('storage.BucketForgotten', { payload: z.object({ bucketId: u64 }) })

/** What was put long ago and never committed is gone; bytes freed. */
export const UncommittedSwept = fact('storage.UncommittedSwept', { payload: z.object({ bytes: z.bigint() }) })
