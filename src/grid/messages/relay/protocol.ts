import { z } from 'zod'
import { blake2AsU8a } from '#polkadot'
import { type Address, address } from '../envelope/envelope.ts'

/*
 * A relay's first word is a challenge; the twin signs it, and from the relay's welcome on either side sends messages as they
 * are. Why the relay ends a connection is the code of its end.
 */

const hex = (bytes: number) => z.string().regex(new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`))

export const challengeFrame = z.strictObject({ challenge: hex(32) })

export const proofFrame = z.strictObject({
  address,
  signature: z.object({
    type: z.enum(['sr25519', 'ed25519', 'ecdsa']),
    value: z.string().regex(/^0x[0-9a-f]{128,130}$/),
  }),
})

export const WELCOME = '{"welcome":true}'

/** Codes of the end of a connection. */
export const END = {
  /** Another connection of the same twin and session has come. */
  replaced: 4_001,
  /** The twin did not prove that it is the twin, or no twin is. */
  refused: 4_003,
  /** It sent a message in the name of another, or what is none. */
  misbehaved: 4_004,
  /** It sent more than a twin may. */
  tooMuch: 4_029,
} as const

/** The bytes by which a twin proves to a relay that it is there: shorter than an extrinsic could be. */
export const proofStatement = (challenge: string, { twinId, session }: Address): Uint8Array =>
  Buffer.concat([Buffer.from('gridrelay'), blake2AsU8a(JSON.stringify([challenge, twinId, session]))])
