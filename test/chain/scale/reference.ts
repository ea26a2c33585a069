import type { DecodedEvent } from '../../../src/chain/scale/events.ts'
import type { Described } from './runtimes.ts'

export interface ReferenceRecord {
  readonly phase: { readonly isApplyExtrinsic: boolean; readonly asApplyExtrinsic: { toNumber(): number } }
  readonly event: {
    readonly index: Uint8Array
    readonly section: string
    readonly method: string
    readonly data: ReadonlyArray<{ toPrimitive(disableAscii?: boolean): unknown }>
    readonly meta: {
      readonly fields: ReadonlyArray<{ readonly name: { unwrapOr(value: string): { toString(): string } } }>
    }
  }
}

/** The type of `System.Events`. */
export function eventsType({ runtimeMetadata }: Described): number {
  const system = runtimeMetadata.asLatest.pallets.find(({ name }) => name.eq('System'))!
  const events = system.storage.unwrap().items.find(({ name }) => name.eq('Events'))!
  return events.type.asPlain.toNumber()
}

/** A block's events as `@polkadot/types` reads them. */
export function referenceRecords({ registry, ...described }: Described, bytes: Uint8Array): ReferenceRecord[] {
  const type = registry.createLookupType(eventsType({ registry, ...described }))
  return registry.createTypeUnsafe(type, [bytes]) as unknown as ReferenceRecord[]
}

/** All events of a block by `@polkadot/types`: what the values are measured by. */
export function referenceDecode(described: Described, bytes: Uint8Array): DecodedEvent[] {
  const pallets = new Map(
    described.runtimeMetadata.asLatest.pallets.map(({ name, index }) => [index.toNumber(), name.toString()]),
  )
  return referenceRecords(described, bytes).map(({ phase, event }, index) => ({
    index,
    extrinsic: phase.isApplyExtrinsic ? phase.asApplyExtrinsic.toNumber() : undefined,
    pallet: pallets.get(event.index[0]!)!,
    event: event.method,
    fields: Object.fromEntries(
      event.data.map((value, position) => {
        const name = event.meta.fields[position]!.name.unwrapOr('').toString()
        return [name === '' ? String(position) : camelCase(name), value.toPrimitive(true)]
      }),
    ),
  }))
}

const camelCase = (name: string) => name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
