import type { ApiPromise } from '#polkadot'
import { createEventReader, type DecodedEvent, type EventReader, type Selection } from '../scale/events.ts'
import { hexBytes } from '../scale/hex.ts'
import { readTypes } from '../scale/read-types.ts'
import { createAddresses } from '../scale/ss58.ts'
import { decoding } from './decoding.ts'
import { camelCase } from './names.ts'

/** @param wanted `Pallet.Event`; the same set is compiled once. @throws ChainError `undecodable` */
export type DecodeEvents = (bytes: string, wanted: ReadonlySet<string>) => DecodedEvent[]

export function createEventDecoder(api: Pick<ApiPromise, 'registry' | 'runtimeMetadata'>): DecodeEvents {
  const selections = new WeakMap<ReadonlySet<string>, Selection>()
  let reader: EventReader | undefined
  return (bytes, wanted) =>
    decoding('System.Events', () => {
      reader ??= eventReader(api)
      let selection = selections.get(wanted)
      if (selection === undefined) selections.set(wanted, (selection = reader.select(wanted)))
      return reader.read(hexBytes(bytes), selection)
    })
}

function eventReader({ registry, runtimeMetadata }: Pick<ApiPromise, 'registry' | 'runtimeMetadata'>): EventReader {
  const system = runtimeMetadata.asLatest.pallets.find(({ name }) => name.eq('System'))
  const events = system?.storage.unwrap().items.find(({ name }) => name.eq('Events'))
  if (events === undefined) throw new Error('the runtime keeps no System.Events')
  const addresses = createAddresses(registry.chainSS58 ?? 42)
  return createEventReader(readTypes(registry.lookup), events.type.asPlain.toNumber(), addresses, camelCase)
}
