import { z } from 'zod'

const LISTEN = /^(\[[0-9a-f:.]+\]|[^\s:]+):(\d{1,5})$/i

/** What a storage provider offers, and where: the config's section `storage`. */
export const storageSettings = z.strictObject({
  /** Address and port of the HTTP API; port 0 is any free one. */
  listen: z
    .string()
    .refine((text) => Number(LISTEN.exec(text)?.[2] ?? 65_536) <= 65_535, { error: 'an address and a port: host:port' })
    .default('127.0.0.1:3333'),
  /** Multiaddr by which others reach the HTTP API. Without it nothing is registered on chain. */
  publicAddress: z.string().optional(),
})

export type StorageSettings = z.output<typeof storageSettings>
