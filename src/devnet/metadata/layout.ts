/** The layout of metadata itself: the frame-metadata types, versions 14 and 15. */
import { bytes, compact, type Infer, option, struct, text, u8, u32, variant, vec } from '../scale/index.ts'

const typeId = compact(u32)
const docs = vec(text)

const field = struct('Field', { name: option(text), type: typeId, typeName: option(text), docs })

const primitive = variant('Primitive', {
  bool: { index: 0 },
  char: { index: 1 },
  str: { index: 2 },
  u8: { index: 3 },
  u16: { index: 4 },
  u32: { index: 5 },
  u64: { index: 6 },
  u128: { index: 7 },
})

const typeDef = variant('TypeDef', {
  Composite: { index: 0, fields: { fields: vec(field) } },
  Variant: {
    index: 1,
    fields: { variants: vec(struct('Variant', { name: text, fields: vec(field), index: u8, docs })) },
  },
  Sequence: { index: 2, of: typeId },
  Array: { index: 3, fields: { len: u32, type: typeId } },
  Tuple: { index: 4, of: vec(typeId) },
  Primitive: { index: 5, of: primitive },
  Compact: { index: 6, of: typeId },
})

const portableType = struct('PortableType', {
  id: typeId,
  type: struct('Type', {
    path: vec(text),
    params: vec(struct('TypeParameter', { name: text, type: option(typeId) })),
    def: typeDef,
    docs,
  }),
})

const hasher = variant('StorageHasher', {
  Blake2_128: { index: 0 },
  Blake2_256: { index: 1 },
  Blake2_128Concat: { index: 2 },
  Twox128: { index: 3 },
  Twox256: { index: 4 },
  Twox64Concat: { index: 5 },
  Identity: { index: 6 },
})

const storageEntry = struct('StorageEntry', {
  name: text,
  modifier: variant('Modifier', { Optional: { index: 0 }, Default: { index: 1 } }),
  type: variant('StorageEntryType', {
    Plain: { index: 0, of: typeId },
    Map: { index: 1, fields: { hashers: vec(hasher), key: typeId, value: typeId } },
  }),
  fallback: bytes,
  docs,
})

const palletFields = {
  name: text,
  storage: option(struct('Storage', { prefix: text, items: vec(storageEntry) })),
  calls: option(typeId),
  event: option(typeId),
  constants: vec(struct('Constant', { name: text, type: typeId, value: bytes, docs })),
  errors: option(typeId),
  index: u8,
}

const signedExtension = struct('SignedExtension', { identifier: text, type: typeId, additionalSigned: typeId })

export const metadataV14 = struct('MetadataV14', {
  types: vec(portableType),
  pallets: vec(struct('PalletV14', palletFields)),
  extrinsic: struct('ExtrinsicV14', { type: typeId, version: u8, signedExtensions: vec(signedExtension) }),
  type: typeId,
})

export const metadataV15 = struct('MetadataV15', {
  types: vec(portableType),
  pallets: vec(struct('PalletV15', { ...palletFields, docs })),
  extrinsic: struct('ExtrinsicV15', {
    version: u8,
    addressType: typeId,
    callType: typeId,
    signatureType: typeId,
    extraType: typeId,
    signedExtensions: vec(signedExtension),
  }),
  type: typeId,
  apis: vec(
    struct('Api', {
      name: text,
      methods: vec(
        struct('ApiMethod', {
          name: text,
          inputs: vec(struct('ApiInput', { name: text, type: typeId })),
          output: typeId,
          docs,
        }),
      ),
      docs,
    }),
  ),
  outerEnums: struct('OuterEnums', { callType: typeId, eventType: typeId, errorType: typeId }),
  custom: vec(struct('CustomValue', { name: text, type: typeId, value: bytes })),
})

export type PortableType = Infer<typeof portableType>
export type TypeDef = Infer<typeof typeDef>
export type PalletV14 = Infer<typeof metadataV14>['pallets'][number]
