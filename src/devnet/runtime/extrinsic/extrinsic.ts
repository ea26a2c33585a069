import {
  type AnyType,
  bytes,
  createReader,
  createWriter,
  encode,
  type Infer,
  ScaleError,
  type Type,
} from '../../scale/index.ts'
import type { Outer } from '../pallet/index.ts'
import { type MultiSignature, multiAddress, multiSignature } from '../primitives/index.ts'
import { extra, signedExtra } from './extensions.ts'
import type { Extra } from './payload.ts'

const VERSION = 4
const SIGNED_BIT = 0x80

export interface Extrinsic {
  signed: { address: Infer<typeof multiAddress>; signature: MultiSignature; extra: Extra } | undefined
  call: Outer
  /** The call as it stands in the bytes: what the signature covers. */
  callBytes: Uint8Array
}

/** As on the wire: a length, then version, signature part and call. */
export function decodeExtrinsic(runtimeCall: Type<Outer>, encoded: Uint8Array): Extrinsic {
  const outer = createReader(encoded)
  const body = bytes.decode(outer)
  if (outer.left > 0) throw new ScaleError('scale.trailing', 'Extrinsic', `${outer.left} bytes left over`)
  const reader = createReader(body)
  const version = reader.u8('Extrinsic')
  if ((version & ~SIGNED_BIT) !== VERSION) {
    throw new ScaleError('scale.variant', 'Extrinsic', `version ${version & ~SIGNED_BIT} is not ${VERSION}`)
  }
  const signed =
    (version & SIGNED_BIT) === 0
      ? undefined
      : {
          address: multiAddress.decode(reader),
          signature: multiSignature.decode(reader),
          extra: extra.decode(reader),
        }
  const callBytes = body.slice(reader.offset)
  const call = runtimeCall.decode(reader)
  if (reader.left > 0) throw new ScaleError('scale.trailing', 'Extrinsic', `${reader.left} bytes left over`)
  return { signed, call, callBytes }
}

export function encodeExtrinsic(callBytes: Uint8Array, signed: Extrinsic['signed']): Uint8Array {
  const writer = createWriter()
  writer.u8(signed ? VERSION | SIGNED_BIT : VERSION)
  if (signed) {
    multiAddress.encode(signed.address, writer)
    multiSignature.encode(signed.signature, writer)
    extra.encode(signed.extra, writer)
  }
  writer.bytes(callBytes)
  return encode(bytes, writer.finish())
}

/** How metadata describes extrinsics; on the wire they are bytes with a length. */
export const uncheckedExtrinsic = (runtimeCall: AnyType): Type<Uint8Array> => ({
  ...bytes,
  key: 'sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic',
  describe: () => ({
    path: ['sp_runtime', 'generic', 'unchecked_extrinsic', 'UncheckedExtrinsic'],
    params: [
      { name: 'Address', type: multiAddress },
      { name: 'Call', type: runtimeCall },
      { name: 'Signature', type: multiSignature },
      { name: 'Extra', type: signedExtra },
    ],
    docs: [],
    def: { kind: 'composite', fields: [{ name: undefined, type: bytes }] },
  }),
})
