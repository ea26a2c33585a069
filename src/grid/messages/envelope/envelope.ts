import { z } from 'zod'
import { blake2AsU8a } from '#polkadot'

/** Bytes that a message has at the most, all told. */
export const LARGEST_FRAME = 1_048_576
/** Milliseconds that a message lives at the most: so long answers are kept. */
export const LONGEST_LIFE = 3_600_000

const session = z.string().regex(/^[\w.-]{0,64}$/, { error: 'at most 64 letters, digits, dots and hyphens' })

/** Whose a connection is: a twin may have several, each by a name. */
export const address = z.object({ twinId: z.number().int().min(1).max(4_294_967_295), session })
export type Address = z.infer<typeof address>

/** What a relay reads. Times are milliseconds, since 1970 and from then on. */
export const routing = z.object({
  /** The same for a command, what is sent of it again, and its answer. */
  uid: z.string().regex(/^[0-9a-f]{32}$/),
  from: address,
  to: address,
  at: z.number().int().min(0),
  ttl: z.number().int().min(1).max(LONGEST_LIFE),
})
export type Routing = z.infer<typeof routing>

const signature = z.object({
  type: z.enum(['sr25519', 'ed25519', 'ecdsa']),
  value: z.string().regex(/^0x([0-9a-f]{128}|[0-9a-f]{130})$/),
})

export const header = routing.extend({ signature })
export type Header = z.infer<typeof header>

/** What is said, as it stands in a message's body. */
export const content = z.union([
  z.strictObject({ command: z.string().min(1).max(128), payload: z.json() }),
  z.strictObject({ response: z.json() }),
  z.strictObject({
    error: z.object({
      code: z.string().max(64),
      message: z.string().max(1_024),
      retryable: z.boolean(),
      detail: z.json().optional(),
    }),
  }),
])
export type Content = z.infer<typeof content>

/** A message as it travels: the header in one line of JSON, then the body, to be compared byte by byte with what was signed. */
export const frameOf = (header: Header, body: string): string => `${JSON.stringify(header)}\n${body}`

/** The two parts of a frame; the header alone is what a relay has to look at. */
export function partsOf(frame: string): { readonly header: string; readonly body: string } {
  const at = frame.indexOf('\n')
  return at < 0 ? { header: frame, body: '' } : { header: frame.slice(0, at), body: frame.slice(at + 1) }
}

const PREFIX = 'gridmessage'

/**
 * The bytes that are signed: a prefix and the hash of everything that a message says, in this order.
 *
 * @param network hash of the chain's block 0: a message for one grid counts in no other
 */
export function statementOf({ uid, from, to, at, ttl }: Routing, body: string, network: string): Uint8Array {
  const fields = [network, uid, from.twinId, from.session, to.twinId, to.session, at, ttl]
  const text = `${JSON.stringify(fields)}\n${body}`
  return Buffer.concat([Buffer.from(PREFIX), blake2AsU8a(Buffer.from(text))])
}
