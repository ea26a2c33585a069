import { type EventLayout, eventLayout } from '../../../src/chain/scale/event-layout.ts'
import { readTypes } from '../../../src/chain/scale/read-types.ts'
import { count, createChance, createEncodings, everyEvent } from './generate.ts'
import { eventsType } from './reference.ts'
import type { Described } from './runtimes.ts'

const BLOCK = 300

/** Random records of every event of a runtime, some rounds of them, cut into blocks; and the names of all events. */
export function randomBlocks(runtime: Described, seed: number, rounds: number) {
  const table = readTypes(runtime.registry.lookup)
  const layout = describedPallets(runtime, eventLayout(table, eventsType(runtime)))
  const chance = createChance(seed)
  const encodings = createEncodings(table, chance)
  const records: number[][] = []
  for (let round = 0; round < rounds; round += 1) records.push(...everyEvent(layout, encodings, chance))
  const names = layout.pallets.flatMap(
    (pallet) => pallet?.events.flatMap((event) => (event ? [`${pallet.name}.${event.name}`] : [])) ?? [],
  )
  const blocks = Array.from({ length: Math.ceil(records.length / BLOCK) }, (_, block) =>
    blockOf(records.slice(block * BLOCK, (block + 1) * BLOCK)),
  )
  return { blocks, records, names: new Set(names) }
}

export const blockOf = (records: readonly (readonly number[])[]): Buffer =>
  Buffer.from([...count(records.length), ...records.flat()])

/** Without a pallet that has left the runtime but for the type of its events: nobody can emit them any more. */
function describedPallets({ runtimeMetadata }: Described, layout: EventLayout): EventLayout {
  const known = new Set(runtimeMetadata.asLatest.pallets.map(({ name }) => name.toString()))
  return { ...layout, pallets: layout.pallets.map((pallet) => (known.has(pallet?.name ?? '') ? pallet : undefined)) }
}
