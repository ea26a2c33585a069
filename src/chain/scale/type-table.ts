/** A runtime's types as plain data: what its metadata says, free of the objects it was read from. */
export interface TypeTable {
  /** @throws Malformed when the metadata has no such type */
  at(id: number): Type
}

export type Type = Definition & {
  /** `sp_core::crypto::AccountId32`; empty for what has no name. */
  readonly path: string
  /** Types it was made generic over; `undefined` for one that the encoding does not depend on. */
  readonly params: readonly (number | undefined)[]
}

export type Definition =
  | { readonly kind: 'primitive'; readonly name: string }
  | { readonly kind: 'compact'; readonly of: number }
  | { readonly kind: 'sequence'; readonly of: number }
  | { readonly kind: 'array'; readonly of: number; readonly length: number }
  | { readonly kind: 'tuple'; readonly of: readonly number[] }
  | { readonly kind: 'bits'; readonly store: number }
  | { readonly kind: 'composite'; readonly fields: readonly Field[] }
  | { readonly kind: 'variant'; readonly variants: readonly Variant[] }

export interface Field {
  /** As the runtime's source spells it; `undefined` in a tuple struct. */
  readonly name: string | undefined
  readonly type: number
}

export interface Variant {
  readonly name: string
  readonly index: number
  readonly fields: readonly Field[]
}

/** Bytes of a number of this kind. */
const WIDTHS: Readonly<Record<string, number>> = {
  u8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  u128: 16,
  u256: 32,
  i8: 1,
  i16: 2,
  i32: 4,
  i64: 8,
  i128: 16,
  i256: 32,
  char: 4,
}

export const widthOf = (primitive: string): number | undefined => WIDTHS[primitive]

/** What a type is once everything that adds no byte and no name is taken off: tuples and tuple structs of one. */
export function bare(table: TypeTable, id: number): Type {
  const type = table.at(id)
  const inner = wrapped(type)
  return inner === undefined ? type : bare(table, inner)
}

export function wrapped(type: Type): number | undefined {
  if (type.kind === 'tuple') return type.of.length === 1 ? type.of[0] : undefined
  if (type.kind !== 'composite' || type.fields.length !== 1) return undefined
  return type.fields[0]!.name === undefined ? type.fields[0]!.type : undefined
}
