import type { TaskContext } from '../../../kernel/index.ts'
import { type Part, PartOf } from '../../membership/events.ts'
import { introduction } from '../../peers/introduction.ts'
import { HttpError } from '../errors.ts'
import { required } from './authorization.ts'
import { signatureOver } from './verify.ts'

const HEADER = /^Web3StoragePeer (?:0x)?([0-9a-f]{64}):(?:0x)?([0-9a-f]{128}):(\d{1,12})$/i

interface Circumstances {
  /** The account of this provider, hex. */
  readonly provider: string
  readonly bucketId: bigint
  /** Seconds since 1970, and how far a peer's clock may be off. */
  readonly now: number
  readonly maxSkew: number
  readonly ask: TaskContext['ask']
}

/**
 * What the bucket is to the provider that introduces itself by this header; undefined where it is no introduction.
 *
 * @throws HttpError `auth_required`, `unavailable`
 */
export async function partOfPeer(
  header: string | undefined,
  { provider, bucketId, now, maxSkew, ask }: Circumstances,
): Promise<Part | null | undefined> {
  const [, key, signature, seconds] = HEADER.exec(header ?? '') ?? []
  if (key === undefined) return undefined
  const off = Math.abs(now - Number(seconds))
  if (off > maxSkew) throw required(`the signature is off by ${Math.round(off)} s; sign again`)
  const statement = introduction(provider, bucketId, Number(seconds))
  if (signatureOver(statement, `0x${signature}`, `0x${key}`) === undefined)
    throw required('the signature is not over an introduction to this provider for this bucket')
  const outcome = await ask(PartOf, { bucketId, key: `0x${key}` })
  if (!outcome.ok) throw new HttpError('unavailable', { message: 'the providers of the bucket are not known now' })
  return outcome.value.part
}
