import type { z } from 'zod'
import { verifySignature } from '../../../chain/signing/signature.ts'
import { MessageError } from '../errors.ts'
import type { TwinAccounts } from '../twins.ts'
import { type Content, content, header, LARGEST_FRAME, partsOf, type Routing, statementOf } from './envelope.ts'
import type { Identity } from './seal.ts'

/** Milliseconds by which two clocks may differ. A node's clock that is off by hours is told so, instead of being obeyed late. */
export const SKEW = 60_000

export interface Message {
  readonly routing: Routing
  readonly content: Content
}

export interface Unsealing {
  readonly identity: Pick<Identity, 'address' | 'network'>
  readonly twins: TwinAccounts
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * Takes a message for what it says only if it is whole, for us, of now, and signed by the account of the twin it names.
 *
 * @throws MessageError, or what the account could not be read for
 */
export async function unseal(frame: string, { identity, twins, now }: Unsealing): Promise<Message> {
  if (Buffer.byteLength(frame) > LARGEST_FRAME) throw new MessageError('too-large', 'a message is too large')
  const { header: line, body } = partsOf(frame)
  const { signature, ...routing } = parsed(header, line, 'header')
  const { from, to, at, ttl } = routing
  if (to.twinId !== identity.address.twinId || to.session !== identity.address.session)
    throw new MessageError('not-for-us', `a message is for twin ${to.twinId} "${to.session}"`)
  if (now > at + ttl + SKEW) throw new MessageError('expired', `a message of twin ${from.twinId} came too late`)
  if (now < at - SKEW)
    throw new MessageError('too-early', `a message of twin ${from.twinId} is ${at - now} ms ahead of this clock`)
  const account = await twins.accountOf(from.twinId)
  if (account === null) throw new MessageError('unknown-twin', `there is no twin ${from.twinId}`)
  if (!verifySignature(statementOf(routing, body, identity.network), signature, account))
    throw new MessageError('wrong-signature', `a message is not signed by twin ${from.twinId}`)
  return { routing, content: parsed(content, body, 'body') }
}

function parsed<Value>(schema: z.ZodType<Value>, text: string, what: string): Value {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    throw new MessageError('malformed', `the ${what} of a message is not as expected`)
  }
}
