import { hexToU8a } from '#polkadot'
import type { SentPayload } from '../../chain/signing/remote/protocol.ts'
import type { NonceGuard } from './nonce-guard.ts'
import { assertAllowed } from './policy.ts'
import type { RateLimit } from './rate.ts'
import { type ReadPayload, readPayload } from './read-payload.ts'
import { Refusal } from './refusal.ts'
import type { KnownRuntime } from './runtimes.ts'
import type { Policy } from './schema.ts'

export interface JudgeOptions {
  /** Of the key, 32 bytes, hex. */
  readonly account: string
  readonly runtimes: readonly KnownRuntime[]
  readonly policy: Policy
  readonly nonces: NonceGuard
  readonly rate: RateLimit
}

/** Decides on a payload by its bytes. @returns what they say @throws Refusal */
export type Judge = (payload: SentPayload) => Promise<ReadPayload>

export function createJudge({ account, runtimes, policy, nonces, rate }: JudgeOptions): Judge {
  /** The version that a payload claims only selects the metadata; the bytes must then say the same. */
  function read({ raw, specVersion }: SentPayload): ReadPayload {
    const runtime = runtimes.find((known) => known.specVersion === specVersion)
    if (runtime === undefined)
      throw new Refusal('unknown-runtime', `no metadata of version ${specVersion} of the runtime is at hand`)
    const payload = readPayload(runtime.registry, hexToU8a(raw))
    if (payload.specVersion !== specVersion)
      throw new Refusal('malformed', `it is for version ${payload.specVersion} of the runtime, not ${specVersion}`)
    return payload
  }

  return async (sent) => {
    if (sent.account !== account) throw new Refusal('other-account', `the account here is ${account}`)
    const payload = read(sent)
    assertAllowed(payload, policy)
    rate.take()
    await nonces.take(payload.genesisHash, payload.nonce)
    return payload
  }
}
