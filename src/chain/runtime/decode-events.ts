import type { ApiPromise } from '#polkadot'
import { decoding } from './decoding.ts'
import { camelCase } from './names.ts'

/** One event of a block, as plain values under the chain's field names in camel case. */
export interface DecodedEvent {
  /** Position among the block's events. */
  readonly index: number
  /** Index of the extrinsic it belongs to; undefined for block initialisation and finalisation. */
  readonly extrinsic: number | undefined
  readonly pallet: string
  readonly event: string
  readonly fields: Readonly<Record<string, unknown>>
}

interface EventRecord {
  readonly phase: { readonly isApplyExtrinsic: boolean; readonly asApplyExtrinsic: { toNumber(): number } }
  readonly event: {
    readonly index: Uint8Array
    readonly data: ReadonlyArray<{ toPrimitive(disableAscii?: boolean): unknown }>
    readonly meta: {
      readonly fields: ReadonlyArray<{ readonly name: { unwrapOr(value: string): { toString(): string } } }>
    }
  }
}

export function decodeEvents(
  api: ApiPromise,
  bytes: string,
  wanted: (pallet: string, event: string) => boolean,
): DecodedEvent[] {
  return decoding('System.Events', () => {
    const type = api.registry.createLookupType(api.query.system!.events!.creator.meta.type.asPlain)
    const records = api.registry.createTypeUnsafe(type, [bytes]) as unknown as EventRecord[]
    const decoded: DecodedEvent[] = []
    for (const [index, { phase, event }] of records.entries()) {
      const { pallet, name } = namesOf(api, event.index)
      if (!wanted(pallet, name)) continue
      const extrinsic = phase.isApplyExtrinsic ? phase.asApplyExtrinsic.toNumber() : undefined
      decoded.push({ index, extrinsic, pallet, event: name, fields: fieldsOf(event) })
    }
    return decoded
  })
}

function fieldsOf({ data, meta }: EventRecord['event']): Record<string, unknown> {
  return Object.fromEntries(
    data.map((value, position) => {
      const name = meta.fields[position]?.name.unwrapOr('').toString() ?? ''
      return [name === '' ? String(position) : camelCase(name), value.toPrimitive(true)]
    }),
  )
}

const names = new WeakMap<ApiPromise, Map<number, { pallet: string; name: string }>>()

/** Pallet and event by their indices; looked up once a runtime. */
function namesOf(api: ApiPromise, [palletIndex, variantIndex]: Uint8Array): { pallet: string; name: string } {
  let table = names.get(api)
  if (table === undefined) {
    table = new Map()
    for (const pallet of api.runtimeMetadata.asLatest.pallets) {
      if (pallet.events.isNone) continue
      const variants = api.registry.lookup.getSiType(pallet.events.unwrap().type).def.asVariant.variants
      for (const variant of variants)
        table.set((pallet.index.toNumber() << 8) | variant.index.toNumber(), {
          pallet: pallet.name.toString(),
          name: variant.name.toString(),
        })
    }
    names.set(api, table)
  }
  return table.get((palletIndex! << 8) | variantIndex!) ?? { pallet: `#${palletIndex}`, name: `#${variantIndex}` }
}
