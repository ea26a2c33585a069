import { z } from 'zod'

const LISTEN = /^(\[[0-9a-f:.]+\]|[^\s:]+):(\d{1,5})$/i

/** Address and port; port 0 is any free one. */
export const listenAddress = z.string().refine((text) => Number(LISTEN.exec(text)?.[2] ?? 65_536) <= 65_535, {
  error: 'an address and a port: host:port',
})

/** What a storage provider offers, and where: the config's section `storage`. */
export const storageSettings = z.strictObject({
  /** Where the HTTP API is. */
  listen: listenAddress.default('127.0.0.1:3333'),
  /** Multiaddr by which others reach the HTTP API. Without it nothing is registered on chain. */
  publicAddress: z.string().optional(),
})

export type StorageSettings = z.output<typeof storageSettings>
