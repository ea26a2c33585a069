import type { Signer } from '../../../chain/signing/signer.ts'
import { MessageError } from '../errors.ts'
import { type Address, type Content, frameOf, LARGEST_FRAME, type Routing, statementOf } from './envelope.ts'

/** A twin that speaks for itself. */
export interface Identity {
  readonly address: Address
  /** Of the twin's account on chain. */
  readonly signer: Pick<Signer, 'attest'>
  /** Hash of the chain's block 0. */
  readonly network: string
}

/** @throws MessageError `too-large`, SigningError */
export async function seal(identity: Identity, to: Omit<Routing, 'from'>, content: Content): Promise<string> {
  const body = JSON.stringify(content)
  const routing: Routing = { ...to, from: identity.address }
  const signature = await identity.signer.attest(statementOf(routing, body, identity.network))
  const frame = frameOf({ ...routing, signature }, body)
  const bytes = Buffer.byteLength(frame)
  if (bytes > LARGEST_FRAME)
    throw new MessageError('too-large', `a message has ${LARGEST_FRAME} bytes at the most, and this one ${bytes}`)
  return frame
}
