import { z } from 'zod'

const rate = (perSecond: number, burst: number) =>
  z
    .strictObject({ perSecond: z.number().gt(0).default(perSecond), burst: z.number().min(1).default(burst) })
    .prefault({})

export const relayConfig = z.strictObject({
  host: z.string().default('127.0.0.1'),
  /** 0 for any free one. */
  port: z.number().int().min(0).max(65_535).default(0),
  connections: z.number().int().min(1).default(10_000),
  /** What waits for twins that are away: messages for one of them, and bytes of one sender's and of them all. */
  waiting: z
    .strictObject({
      perAddress: z.number().int().min(0).default(1_000),
      perSender: z.number().int().min(0).default(4_194_304),
      all: z.number().int().min(0).default(67_108_864),
    })
    .prefault({}),
  /** What one connection may send. */
  messages: rate(500, 5_000),
  bytes: rate(2_097_152, 16_777_216),
})
export type RelayConfig = z.output<typeof relayConfig>
