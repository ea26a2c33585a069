import type { Attestor } from '../attest/attestor.ts'
import { hashOf } from '../store/hashing.ts'

/**
 * By what a provider introduces itself to another one, where that asks who it is:
 * `Authorization: Web3StoragePeer <key>:<signature>:<seconds>`, the key the one that it has registered, in hex, sr25519 or ed25519.
 * Signed are the bytes `web3storage-peer:` and the blake2b-256 of these lines, joined by line feeds:
 *
 * ```
 * <account of the provider that is asked, 0x and 64 hex digits>
 * <bucket>
 * <seconds since 1970>
 * ```
 *
 * It is good for that provider and bucket alone, and for nothing that a member may do: who is asked cannot use it elsewhere, also
 * where the provider that asks is a member too. Short enough for signers that sign no more than statements.
 */
export const introduction = (asked: string, bucketId: bigint, seconds: number): Uint8Array =>
  Buffer.concat([
    Buffer.from('web3storage-peer:'),
    Buffer.from(hashOf(Buffer.from([asked, bucketId, seconds].join('\n'))).slice(2), 'hex'),
  ])

/** Whom a request is for, and about which bucket. */
export interface Addressee {
  /** Account, 32 bytes in hex. */
  readonly provider: string
  readonly bucketId: bigint
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What introduces this provider; undefined where it cannot sign so, or not now. */
export type Introduce = (to: Addressee) => Promise<string | undefined>

/** Milliseconds for which one is used again: thousands of requests are then one signature. */
const USED_FOR = 60_000
/** Introductions kept. */
const MOST = 256

export function createIntroducer(attestor: Attestor): Introduce {
  const known = new Map<string, { readonly since: number; readonly header: Promise<string | undefined> }>()

  async function signed({ provider, bucketId, now }: Addressee): Promise<string | undefined> {
    const seconds = Math.floor(now / 1_000)
    try {
      const { raw } = await attestor.attest(introduction(provider, bucketId, seconds))
      return `Web3StoragePeer ${attestor.key.slice(2)}:${raw.slice(2)}:${seconds}`
    } catch {
      // Most providers do not ask who it is: the request goes without, and one that does ask refuses it.
      return undefined
    }
  }

  return (to) => {
    if (attestor.type === 'ecdsa') return Promise.resolve(undefined)
    const name = `${to.provider}/${to.bucketId}`
    const found = known.get(name)
    if (found !== undefined && Math.abs(to.now - found.since) < USED_FOR) return found.header
    const header = signed(to)
    known.delete(name)
    known.set(name, { since: to.now, header })
    if (known.size > MOST) known.delete(known.keys().next().value!)
    void header.then((text) => {
      if (text === undefined && known.get(name)?.header === header) known.delete(name)
    })
    return header
  }
}
