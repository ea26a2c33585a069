import { z } from 'zod'
import { urlOf } from './peers/address.ts'

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
  publicAddress: z
    .string()
    .refine(isReachable, { error: 'a multiaddr such as /ip4/203.0.113.7/tcp/3333 or /dns4/name/tcp/443/https' })
    .optional(),
})

export type StorageSettings = z.output<typeof storageSettings>

/** As others will read it. */
function isReachable(multiaddr: string): boolean {
  try {
    urlOf(multiaddr)
    return true
  } catch {
    return false
  }
}
