import { blake2AsU8a } from '#polkadot'
import { encode, type Infer } from '../../scale/index.ts'
import { additionalSigned, extra } from './extensions.ts'

export type Extra = Infer<typeof extra>
export type AdditionalSigned = Infer<typeof additionalSigned>

/** A longer payload is signed by its hash. */
const LONGEST_SIGNED_AS_IS = 256

/** The bytes an extrinsic's signature is over. */
export function signedPayload(call: Uint8Array, carried: Extra, additional: AdditionalSigned): Uint8Array {
  const payload = Buffer.concat([call, encode(extra, carried), encode(additionalSigned, additional)])
  return payload.length > LONGEST_SIGNED_AS_IS ? blake2AsU8a(payload, 256) : payload
}
