import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import type { TaskContext } from '../../../kernel/index.ts'
import { type Part, RoleOf } from '../../membership/events.ts'
import type { Role } from '../../types.ts'
import type { HttpConfig } from '../config.ts'
import { HttpError } from '../errors.ts'
import type { Nonces } from '../records/nonces.ts'
import { type Claim, readAuthorization, required } from './authorization.ts'
import { partOfPeer } from './introduction.ts'
import { looseStatement, strictStatement } from './statement.ts'
import { isSignedText } from './verify.ts'

/** Who has signed a request. */
export interface Caller {
  readonly account: string
  /** SHA-256 of the body that was signed for; null where the signature does not say. */
  readonly digest: string | null
}

/** What is asked for by whom, and in which bucket. */
export interface Guard {
  /**
   * @returns null where nobody has to sign @throws HttpError `auth_required`, `insufficient_role`, `unavailable`
   */
  admit(c: Context, bucketId: bigint, role: Role): Promise<Caller | null>
  /**
   * Whether another provider has introduced itself that keeps the bucket in one of these ways; true where nobody has to sign.
   *
   * @throws HttpError `auth_required`, `insufficient_role`, `unavailable`
   */
  admitPeer(c: Context, bucketId: bigint, parts: readonly Part[]): Promise<boolean>
}

interface GuardDependencies {
  readonly config: HttpConfig['auth']
  /** The provider's account, hex. */
  readonly provider: string
  readonly nonces: Nonces
  readonly ask: TaskContext['ask']
  now(): number
}

/** Who is the one may do what the other may. */
const LADDER: readonly Role[] = ['Reader', 'Writer', 'Admin']

export function createGuard({ config, provider, nonces, ask, now }: GuardDependencies): Guard {
  function verify(c: Context, bucketId: bigint, { account, signature, seconds, bound }: Claim): void {
    const { method } = c.req
    const off = Math.abs(now() / 1_000 - seconds)
    if (off > config.maxSkew) throw required(`the signature is off by ${Math.round(off)} s; sign again`)
    if (bound === null && config.strict) throw required('this provider takes signatures for one request, Web3Storage2')
    const text =
      bound === null
        ? looseStatement(method, bucketId, seconds)
        : strictStatement({ method, provider, path: pathOf(c), seconds, ...bound })
    if (!isSignedText(text, signature, account)) throw required('the signature is not over this request')
  }

  return {
    async admit(c, bucketId, role) {
      if (config.open) return null
      const claim = readAuthorization(c.req.header('authorization'))
      const { account, seconds, bound } = claim
      verify(c, bucketId, claim)
      const outcome = await ask(RoleOf, { bucketId, account })
      if (!outcome.ok) throw new HttpError('unavailable', { message: 'the members of the bucket are not known now' })
      const has = outcome.value.role
      if (has === null || LADDER.indexOf(has) < LADDER.indexOf(role))
        throw new HttpError('insufficient_role', { message: `this takes the role ${role}`, needs: role, has })
      // Only what a member has signed is remembered: a stranger cannot fill the memory.
      if (bound !== null) await claimNonce(nonces, { account, nonce: bound.nonce, until: seconds + config.maxSkew })
      return { account, digest: bound?.digest ?? null }
    },

    async admitPeer(c, bucketId, parts) {
      if (config.open) return true
      const circumstances = { provider, bucketId, now: now() / 1_000, maxSkew: config.maxSkew, ask }
      const part = await partOfPeer(c.req.header('authorization'), circumstances)
      if (part === undefined) return false
      if (part !== null && parts.includes(part)) return true
      const message = `this takes a provider that keeps the bucket as its ${parts.join(' or ')}`
      throw new HttpError('insufficient_role', { message, needs: parts, has: part })
    },
  }
}

async function claimNonce(nonces: Nonces, use: Parameters<Nonces['claim']>[0]): Promise<void> {
  const result = await nonces.claim(use)
  if (result === 'used') throw required('this request was taken already; sign another nonce')
  if (result === 'full')
    throw new HttpError('unavailable', { message: 'more requests are remembered than there is room for; try again' })
}

/** As it was sent. */
function pathOf(c: Context): string {
  const { url } = c.req
  return url.slice(url.indexOf('/', url.indexOf('//') + 2))
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** The body is what its sender has signed for. @throws HttpError `digest_mismatch` */
export function checkBody(caller: Caller | null, bytes: Uint8Array): void {
  if (caller !== null) checkDigest(caller, sha256(bytes))
}

export function checkDigest({ digest }: Caller, found: string): void {
  if (digest !== null && digest !== found)
    throw new HttpError('digest_mismatch', { message: 'the body is not the one that was signed for', digest: found })
}
