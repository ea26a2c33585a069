import { type AnyType, encode } from '../scale/index.ts'
import { metadataV14, metadataV15, type PalletV14 } from './layout.ts'
import { createRegistry, type Registry } from './registry.ts'

type HasherName = Extract<
  NonNullable<PalletV14['storage']>['items'][number]['type'],
  { type: 'Map' }
>['value']['hashers'][number]['type']

/** A pallet as metadata sees it. */
export interface DescribedPallet {
  readonly name: string
  readonly index: number
  readonly calls: AnyType | undefined
  readonly events: AnyType | undefined
  readonly errors: AnyType | undefined
  readonly storage: Readonly<Record<string, DescribedItem>> | undefined
  readonly constants: Readonly<Record<string, DescribedConstant>>
}

export interface DescribedItem {
  readonly type: AnyType
  readonly hashers: readonly HasherName[]
  readonly keyType: AnyType | undefined
  /** `undefined` for an optional item. */
  readonly fallback: Uint8Array | undefined
  readonly docs: string
}

export interface DescribedConstant {
  readonly type: AnyType
  readonly value: Uint8Array
  readonly docs: string
}

export interface DescribedApi {
  readonly name: string
  readonly methods: Readonly<
    Record<
      string,
      { readonly inputs: Readonly<Record<string, AnyType>>; readonly output: AnyType; readonly docs: string }
    >
  >
}

export interface RuntimeDescription {
  readonly pallets: readonly DescribedPallet[]
  readonly extrinsic: {
    readonly version: number
    readonly type: AnyType
    readonly address: AnyType
    readonly signature: AnyType
    readonly extra: AnyType
    readonly signedExtensions: ReadonlyArray<{ identifier: string; extra: AnyType; additional: AnyType }>
  }
  readonly outer: { readonly call: AnyType; readonly event: AnyType; readonly error: AnyType }
  readonly runtime: AnyType
  readonly apis: readonly DescribedApi[]
}

/** `meta`: what metadata starts with, before its version. */
const MAGIC = Uint8Array.of(0x6d, 0x65, 0x74, 0x61)

const docs = (line: string) => (line === '' ? [] : [line])

export function encodeV14(runtime: RuntimeDescription): Uint8Array {
  const registry = createRegistry()
  const { extrinsic } = runtime
  const pallets = runtime.pallets.map((pallet) => describePallet(pallet, registry))
  // Described by no pallet, yet clients look for it.
  registry.id(runtime.outer.error)
  const value = {
    pallets,
    extrinsic: {
      type: registry.id(extrinsic.type),
      version: extrinsic.version,
      signedExtensions: describeExtensions(extrinsic, registry),
    },
    type: registry.id(runtime.runtime),
  }
  return prefixed(14, encode(metadataV14, { ...value, types: registry.types() }))
}

export function encodeV15(runtime: RuntimeDescription): Uint8Array {
  const registry = createRegistry()
  const { extrinsic, outer } = runtime
  const value = {
    pallets: runtime.pallets.map((pallet) => ({ ...describePallet(pallet, registry), docs: [] })),
    extrinsic: {
      version: extrinsic.version,
      addressType: registry.id(extrinsic.address),
      callType: registry.id(outer.call),
      signatureType: registry.id(extrinsic.signature),
      extraType: registry.id(extrinsic.extra),
      signedExtensions: describeExtensions(extrinsic, registry),
    },
    type: registry.id(runtime.runtime),
    apis: runtime.apis.map((api) => describeApi(api, registry)),
    outerEnums: {
      callType: registry.id(outer.call),
      eventType: registry.id(outer.event),
      errorType: registry.id(outer.error),
    },
    custom: [],
  }
  return prefixed(15, encode(metadataV15, { ...value, types: registry.types() }))
}

const prefixed = (version: number, body: Uint8Array) =>
  new Uint8Array(Buffer.concat([MAGIC, Uint8Array.of(version), body]))

function describePallet(pallet: DescribedPallet, registry: Registry): PalletV14 {
  const { name, index, calls, events, errors, storage, constants } = pallet
  return {
    name,
    index,
    storage: storage && {
      prefix: name,
      items: Object.entries(storage).map(([item, described]) => describeItem(item, described, registry)),
    },
    calls: calls && registry.id(calls),
    event: events && registry.id(events),
    errors: errors && registry.id(errors),
    constants: Object.entries(constants).map(([constant, described]) => ({
      name: constant,
      type: registry.id(described.type),
      value: described.value,
      docs: docs(described.docs),
    })),
  }
}

function describeItem(name: string, item: DescribedItem, registry: Registry) {
  const value = registry.id(item.type)
  const hashers = item.hashers.map((type) => ({ type }))
  return {
    name,
    modifier: { type: item.fallback ? ('Default' as const) : ('Optional' as const) },
    type: item.keyType
      ? { type: 'Map' as const, value: { hashers, key: registry.id(item.keyType), value } }
      : { type: 'Plain' as const, value },
    // An optional item's fallback is `None`.
    fallback: item.fallback ?? Uint8Array.of(0),
    docs: docs(item.docs),
  }
}

const describeExtensions = ({ signedExtensions }: RuntimeDescription['extrinsic'], registry: Registry) =>
  signedExtensions.map(({ identifier, extra, additional }) => ({
    identifier,
    type: registry.id(extra),
    additionalSigned: registry.id(additional),
  }))

const describeApi = (api: DescribedApi, registry: Registry) => ({
  name: api.name,
  methods: Object.entries(api.methods).map(([name, method]) => ({
    name,
    inputs: Object.entries(method.inputs).map(([input, type]) => ({ name: input, type: registry.id(type) })),
    output: registry.id(method.output),
    docs: docs(method.docs),
  })),
  docs: [],
})
