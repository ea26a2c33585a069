import { z } from 'zod'
import { listenAddress } from '../settings.ts'

const MEBIBYTE = 1_048_576

/** A token bucket: so many a second on average, and so many at once. */
const rate = (perSecond: number, burst: number) =>
  z
    .strictObject({ perSecond: z.number().gt(0).default(perSecond), burst: z.number().int().min(1).default(burst) })
    .prefault({})

export const httpConfig = z.strictObject({
  listen: listenAddress.default('127.0.0.1:3333'),
  /** Pages that browsers let use the API. */
  cors: z.strictObject({ origins: z.array(z.string()).default(['*']) }).prefault({}),
  auth: z
    .strictObject({
      /** Nobody has to sign anything, and buckets need no agreement: for development. */
      open: z.boolean().default(false),
      /** Reading chunks, trees and proofs takes a reader's signature too, or that of a provider which keeps the bucket. */
      reads: z.boolean().default(false),
      /** Takes only signatures that are for one request, once. */
      strict: z.boolean().default(false),
      /** Seconds that a client's clock may be off. */
      maxSkew: z.number().int().min(1).default(300),
      /** Requests that are remembered so that none is taken twice; when there are more, strict ones are refused for a while. */
      nonces: z.number().int().min(1).default(100_000),
    })
    .prefault({}),
  checkpoint: z
    .strictObject({
      /** Checkpoints are co-signed only for primaries of the bucket that say who they are. */
      peersOnly: z.boolean().default(false),
    })
    .prefault({}),
  limits: z
    .strictObject({
      /** Bytes of an object. */
      object: z
        .number()
        .int()
        .min(1)
        .default(256 * MEBIBYTE),
      /** Bytes of a body of JSON. */
      json: z
        .number()
        .int()
        .min(1)
        .default(2 * MEBIBYTE),
      /** Hashes in one request. */
      hashes: z.number().int().min(1).default(1_024),
      /** Bytes of an object's key or a file's path. */
      key: z.number().int().min(1).default(1_024),
      /** Entries that one listing of a folder has. */
      entries: z.number().int().min(1).default(10_000),
      connections: z.number().int().min(1).default(1_024),
      /** Milliseconds in which nothing moves on a connection before it is closed. */
      idle: z.number().int().min(1).default(60_000),
    })
    .prefault({}),
  /** By client: an IPv4 address, or the first 64 bits of an IPv6 one. */
  rates: z
    .strictObject({
      requests: rate(1_000, 2_000),
      /** Requests that one client may have under way: each may wait for a bucket to come. */
      atOnce: z.number().int().min(1).default(256),
      /** Signatures under checkpoints, for each client and bucket. */
      sign: rate(2, 20),
      /** Clients kept in mind; those seen last. */
      clients: z.number().int().min(1).default(10_000),
    })
    .prefault({}),
  /** The client is whom the last `X-Forwarded-For` names: only behind a proxy that writes it. */
  trustProxy: z.boolean().default(false),
})

export type HttpConfig = z.output<typeof httpConfig>
