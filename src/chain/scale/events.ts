import { record } from './collections.ts'
import { Cursor, type Decode } from './cursor.ts'
import { createDecoders } from './decode.ts'
import { eventLayout, type PalletEvents } from './event-layout.ts'
import { createExtents } from './extents.ts'
import { checkCount, lengthAt, lengthWidth } from './length.ts'
import { ended, Malformed } from './malformed.ts'
import { concatenation, type Skip, skipping } from './skip.ts'
import type { Addresses } from './special.ts'
import type { Field, TypeTable } from './type-table.ts'

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

/** Wanted events by the indices of pallet and event. */
export type Selection = readonly (readonly (WantedEvent | undefined)[] | undefined)[]

interface WantedEvent {
  readonly pallet: string
  readonly event: string
  readonly decode: Decode
}

/** Reads `System.Events`, of which it decodes only what is wanted: what lies between is measured and passed over. */
export interface EventReader {
  /** @param names `Pallet.Event`; those that this runtime does not have are not found @throws Malformed */
  select(names: ReadonlySet<string>): Selection
  /** @throws Malformed, whatever the bytes are, when they are not exactly a list of this runtime's events */
  read(bytes: Buffer, wanted: Selection): DecodedEvent[]
}

/** Shortest record: phase, pallet, event, no topics. */
const SHORTEST = 4

/** @param events type of `System.Events` @param fieldName how a field is called in the decoded event */
export function createEventReader(
  table: TypeTable,
  events: number,
  addresses: Addresses,
  fieldName: (name: string) => string,
): EventReader {
  const { phase, applyExtrinsic, topics, pallets } = eventLayout(table, events)
  const extentOf = createExtents(table)
  const decoderOf = createDecoders(table, addresses)
  const [skipPhase, skipTopics] = [skipping(extentOf(phase)), skipping(extentOf(topics))]
  /** By pallet and event, each compiled when it is first met. */
  const skips: Skip[][] = pallets.map(() => [])

  function compileSkip(bytes: Buffer, at: number): Skip {
    const [palletIndex, eventIndex] = [bytes[at]!, bytes[at + 1]!]
    const pallet = pallets[palletIndex]
    if (pallet === undefined) throw new Malformed(`there is no pallet ${palletIndex}`, at)
    const event = pallet.events[eventIndex]
    if (event === undefined) throw new Malformed(`${pallet.name} has no event ${eventIndex}`, at + 1)
    const skip = skipping(concatenation(event.fields.map((field) => extentOf(field.type))))
    skips[palletIndex]![eventIndex] = skip
    return skip
  }

  function select(names: ReadonlySet<string>): Selection {
    return pallets.map((pallet) =>
      pallet?.events.map((event) => {
        if (event === undefined || !names.has(`${pallet.name}.${event.name}`)) return undefined
        // Compiled when it is first met: one that cannot be decoded does no harm to the others.
        let compiled: Decode | undefined
        const decode: Decode = (cursor) => (compiled ??= compileFields(event.fields))(cursor)
        return { pallet: pallet.name, event: event.name, decode }
      }),
    )
  }

  function compileFields(fields: readonly Field[]): Decode {
    const keys = fields.map(({ name }, position) => (name ? fieldName(name) : String(position)))
    const decoders = fields.map((field) => decoderOf(field.type))
    return record(keys, decoders)
  }

  function read(bytes: Buffer, wanted: Selection): DecodedEvent[] {
    const decoded: DecodedEvent[] = []
    const cursor = new Cursor(bytes)
    let index = 0
    /** Where the indices of pallet and event are, once they are there. */
    let at: number | undefined
    try {
      const count = lengthAt(bytes, 0)
      let offset = lengthWidth(bytes, 0)
      checkCount(count, SHORTEST, bytes, offset)
      for (; index < count; index += 1) {
        const start = offset
        at = undefined
        const indices = skipPhase(bytes, start)
        if (indices + 2 > bytes.length) throw ended(indices)
        at = indices
        const skip = skips[bytes[at]!]?.[bytes[at + 1]!] ?? compileSkip(bytes, at)
        const end = skip(bytes, at + 2)
        // Notices an end that lies beyond the bytes.
        offset = skipTopics(bytes, end)
        const event = wanted[bytes[at]!]?.[bytes[at + 1]!]
        if (event === undefined) continue
        cursor.offset = at + 2
        const fields = event.decode(cursor) as Record<string, unknown>
        if (cursor.offset !== end) throw new Malformed('an event is not as long as it should be', at)
        const extrinsic = bytes[start] === applyExtrinsic ? bytes.readUInt32LE(start + 1) : undefined
        decoded.push({ index, extrinsic, pallet: event.pallet, event: event.event, fields })
      }
      at = undefined
      if (offset !== bytes.length) throw new Malformed(`${bytes.length - offset} bytes are left over`, offset)
      return decoded
    } catch (cause) {
      throw located(pallets, bytes, index, at, cause)
    }
  }

  return { select, read }
}

/** Says in which event it went wrong. */
function located(
  pallets: readonly (PalletEvents | undefined)[],
  bytes: Buffer,
  index: number,
  at: number | undefined,
  cause: unknown,
): Malformed {
  const reason = cause instanceof Error ? cause.message : String(cause)
  if (at === undefined) return new Malformed(`event ${index}: ${reason}`, undefined, cause)
  const [pallet, event] = [bytes[at]!, bytes[at + 1]!]
  const name = `${pallets[pallet]?.name ?? pallet}.${pallets[pallet]?.events[event]?.name ?? event}`
  return new Malformed(
    `event ${index} (${name}, indices ${pallet}.${event}, at byte ${at}): ${reason}`,
    undefined,
    cause,
  )
}
