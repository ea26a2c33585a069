import { Malformed } from './malformed.ts'
import { bare, type Field, type Type, type TypeTable } from './type-table.ts'

/** What a runtime's `System.Events` is made of: a list of records of phase, event and topics. */
export interface EventLayout {
  readonly phase: number
  /** Index of the phase that carries the index of an extrinsic. */
  readonly applyExtrinsic: number
  readonly topics: number
  /** By their indices. */
  readonly pallets: readonly (PalletEvents | undefined)[]
}

export interface PalletEvents {
  readonly name: string
  /** By their indices. */
  readonly events: readonly (EventVariant | undefined)[]
}

export interface EventVariant {
  readonly name: string
  readonly fields: readonly Field[]
}

/** @param events type of `System.Events` @throws Malformed when it is of another make */
export function eventLayout(table: TypeTable, events: number): EventLayout {
  const list = bare(table, events)
  const record = list.kind === 'sequence' ? bare(table, list.of) : list
  const fields = record.kind === 'composite' ? record.fields : []
  const [phase, event, topics] = fields
  if (fields.map(({ name }) => name).join() !== 'phase,event,topics') throw unfit('no list of event records')
  if (bare(table, topics!.type).kind !== 'sequence') throw unfit('without a list of topics')
  const apply = variantsOf(bare(table, phase!.type)).find(({ name }) => name === 'ApplyExtrinsic')
  if (apply?.fields.length !== 1 || !isU32(bare(table, apply.fields[0]!.type)))
    throw unfit('without a phase that names an extrinsic')
  const pallets: PalletEvents[] = []
  for (const { name, index, fields } of variantsOf(bare(table, event!.type))) {
    const events: EventVariant[] = []
    if (fields.length !== 1) throw unfit(`of a pallet ${name} without events`)
    for (const variant of variantsOf(bare(table, fields[0]!.type))) events[variant.index] = variant
    pallets[index] = { name, events }
  }
  return { phase: phase!.type, applyExtrinsic: apply.index, topics: topics!.type, pallets }
}

function variantsOf(type: Type) {
  if (type.kind !== 'variant') throw unfit(`${type.path || type.kind} where variants should be`)
  return type.variants
}

const isU32 = (type: Type) => type.kind === 'primitive' && type.name === 'u32'

const unfit = (what: string) => new Malformed(`the runtime's events are ${what}`)
