import { z } from 'zod'
import type { SigningPayload } from '../signer.ts'

/**
 * How a node talks with a signer in another process: JSON, one request and one answer a line (a message, on a WebSocket).
 *
 *     {"id":1,"method":"account"}             {"id":1,"account":"0x…","type":"sr25519"}
 *     {"id":2,"method":"sign","payload":{…}}  {"id":2,"signature":"0x…"}
 *                                             {"id":2,"refused":"tip-too-high","detail":"…"}
 *     {"id":3,"method":"attest","statement":"0x…"}   {"id":3,"signature":"0x…"}
 *
 * A payload is a `SigningPayload`, its tip a decimal string. Only `raw` and `account` bind: the rest is for whoever reads
 * along, and a signer that judges must read `raw` itself. A signature is over `signedMessage(raw)`, without a type byte;
 * one of a statement is over its bytes as they are, which are too few for an extrinsic or a record of a form that the signer knows.
 */

const hex = z.string().regex(/^0x([0-9a-f]{2})*$/)
const id = z.number().int()
const type = z.enum(['sr25519', 'ed25519', 'ecdsa'])
const account = z.string().regex(/^0x[0-9a-f]{64}$/)

const payload = z.object({
  raw: hex,
  account,
  genesisHash: hex,
  specVersion: z.number(),
  transactionVersion: z.number(),
  mortality: z.object({ birth: z.number(), death: z.number() }),
  nonce: z.number(),
  tip: z.string(),
  call: z.object({ pallet: z.string(), name: z.string(), bytes: hex }),
})

export const signerRequest = z.discriminatedUnion('method', [
  z.object({ id, method: z.literal('account') }),
  z.object({ id, method: z.literal('sign'), payload }),
  z.object({ id, method: z.literal('attest'), statement: hex }),
])
export type SignerRequest = z.output<typeof signerRequest>
export type SentPayload = z.output<typeof payload>

const refusal = z.object({ id: id.nullable(), refused: z.string(), detail: z.string().optional() })

export const accountAnswer = z.union([z.object({ id, account, type }), refusal])
export const signAnswer = z.union([z.object({ id, signature: hex }), refusal])
export type SignerAnswer = z.output<typeof accountAnswer> | z.output<typeof signAnswer>

/** Characters in a line: the largest extrinsic of a Substrate chain, as hex twice over. */
export const LONGEST_LINE = 24 * 1024 * 1024

export const sentPayload = (payload: SigningPayload): SentPayload => ({ ...payload, tip: String(payload.tip) })
