import { describeFields, type Fields, type FieldsValue, keyOf, pathOf } from './composite.ts'
import { ScaleError } from './errors.ts'
import type { Reader } from './reader.ts'
import type { AnyType, FieldDescription, Infer, Type, TypeParam } from './type.ts'
import type { Writer } from './writer.ts'

/** One case: its index on the wire and what it carries (named fields, one value, several values, or nothing). */
export interface VariantSpec {
  readonly index: number
  readonly fields?: Fields
  readonly of?: AnyType
  readonly items?: readonly AnyType[]
  readonly docs?: string
}

export type Variants = Readonly<Record<string, VariantSpec>>

type CaseValue<S> = S extends { readonly fields: infer F extends Fields }
  ? { value: FieldsValue<F> }
  : S extends { readonly of: infer T }
    ? { value: Infer<T> }
    : S extends { readonly items: infer I extends readonly AnyType[] }
      ? { value: { -readonly [K in keyof I]: Infer<I[K]> } }
      : { value?: undefined }

export type VariantValue<V extends Variants> = { [K in keyof V & string]: { type: K } & CaseValue<V[K]> }[keyof V &
  string]

interface Case {
  name: string
  spec: VariantSpec
  encode(value: unknown, writer: Writer): void
  decode(reader: Reader): unknown
}

/** An enum; its values are `{type: 'CaseName', value}`. */
export function variant<const V extends Variants>(
  path: string,
  variants: V,
  params: readonly TypeParam[] = [],
): Type<VariantValue<V>> {
  const key = keyOf(path, params)
  const cases = Object.entries(variants).map(([name, spec]) => caseOf(name, spec))
  const byName = new Map(cases.map((each) => [each.name, each]))
  const byIndex = new Map(cases.map((each) => [each.spec.index, each]))
  if (byIndex.size !== cases.length) throw new ScaleError('scale.variant', key, 'two cases share one index')
  return {
    key,
    minSize: 1,
    describe: () => ({ path: pathOf(path), params, docs: [], def: { kind: 'variant', variants: cases.map(describe) } }),
    encode(value, writer) {
      const found = byName.get(value.type)
      if (!found) throw new ScaleError('scale.variant', key, `has no case named ${value.type}`)
      writer.u8(found.spec.index)
      found.encode(value.value, writer)
    },
    decode(reader) {
      const index = reader.u8(key)
      const found = byIndex.get(index)
      if (!found) throw new ScaleError('scale.variant', key, `has no case with index ${index}`)
      const value = found.decode(reader)
      return (value === undefined ? { type: found.name } : { type: found.name, value }) as unknown as VariantValue<V>
    },
  }
}

function caseOf(name: string, spec: VariantSpec): Case {
  const { fields, of, items } = spec
  if (of)
    return { name, spec, encode: (value, writer) => of.encode(value, writer), decode: (reader) => of.decode(reader) }
  if (items) {
    return {
      name,
      spec,
      encode: (value, writer) => {
        items.forEach((type, i) => {
          type.encode((value as unknown[])[i], writer)
        })
      },
      decode: (reader) => items.map((type) => type.decode(reader)),
    }
  }
  const entries = Object.entries(fields ?? {})
  return {
    name,
    spec,
    encode: (value, writer) => {
      for (const [field, type] of entries) type.encode((value as Record<string, unknown>)[field], writer)
    },
    decode: (reader) => fields && Object.fromEntries(entries.map(([field, type]) => [field, type.decode(reader)])),
  }
}

function describe({ name, spec }: Case) {
  const fields: FieldDescription[] = spec.fields
    ? describeFields(spec.fields)
    : (spec.items ?? (spec.of ? [spec.of] : [])).map((type) => ({ name: undefined, type }))
  return { name, index: spec.index, fields, docs: spec.docs ? [spec.docs] : [] }
}

/** `Option<T>`; `undefined` is `None`. */
export function option<T>(of: Type<T>): Type<T | undefined> {
  const key = `Option<${of.key}>`
  return {
    key,
    minSize: 1,
    describe: () => ({
      path: ['Option'],
      params: [{ name: 'T', type: of }],
      docs: [],
      def: {
        kind: 'variant',
        variants: [
          { name: 'None', index: 0, fields: [], docs: [] },
          { name: 'Some', index: 1, fields: [{ name: undefined, type: of }], docs: [] },
        ],
      },
    }),
    encode(value, writer) {
      writer.u8(value === undefined ? 0 : 1)
      if (value !== undefined) of.encode(value, writer)
    },
    decode(reader) {
      const index = reader.u8(key)
      if (index > 1) throw new ScaleError('scale.variant', key, `has no case with index ${index}`)
      return index === 0 ? undefined : of.decode(reader)
    },
  }
}

/** `Result<T, E>`, as `{type: 'Ok' | 'Err', value}`. */
export const result = <O, E>(ok: Type<O>, err: Type<E>) =>
  variant('Result', { Ok: { index: 0, of: ok }, Err: { index: 1, of: err } }, [
    { name: 'T', type: ok },
    { name: 'E', type: err },
  ])
