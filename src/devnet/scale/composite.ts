import type { AnyType, Description, FieldDescription, Infer, Type, TypeParam } from './type.ts'

export type Fields = Readonly<Record<string, AnyType>>
export type FieldsValue<F extends Fields> = { -readonly [K in keyof F]: Infer<F[K]> }

/** A path as Rust writes it, e.g. `sp_runtime::MultiSignature`. */
export const pathOf = (path: string): string[] => path.split('::')

export function keyOf(path: string, params: readonly TypeParam[]): string {
  const named = params.map((param) => param.type?.key ?? '_')
  return named.length === 0 ? path : `${path}<${named.join(', ')}>`
}

export const describeFields = (fields: Fields): FieldDescription[] =>
  Object.entries(fields).map(([name, type]) => ({ name, type }))

/** A struct with named fields, encoded in the order written. */
export function struct<const F extends Fields>(
  path: string,
  fields: F,
  params: readonly TypeParam[] = [],
): Type<FieldsValue<F>> {
  const entries = Object.entries(fields)
  return {
    key: keyOf(path, params),
    minSize: entries.reduce((size, [, type]) => size + type.minSize, 0),
    describe: () => composite(path, params, describeFields(fields)),
    encode(value, writer) {
      for (const [name, type] of entries) type.encode(value[name], writer)
    },
    decode: (reader) =>
      Object.fromEntries(entries.map(([name, type]) => [name, type.decode(reader)])) as FieldsValue<F>,
  }
}

/** A struct with one unnamed field: encoded as the field, known by its own path. */
export function newtype<T>(path: string, of: Type<T>, params: readonly TypeParam[] = []): Type<T> {
  return {
    key: keyOf(path, params),
    minSize: of.minSize,
    describe: () => composite(path, params, [{ name: undefined, type: of }]),
    encode: (value, writer) => of.encode(value, writer),
    decode: (reader) => of.decode(reader),
  }
}

const composite = (path: string, params: readonly TypeParam[], fields: readonly FieldDescription[]): Description => ({
  path: pathOf(path),
  params,
  docs: [],
  def: { kind: 'composite', fields },
})

/** A struct without fields. */
export const unit = (path: string): Type<undefined> => ({
  key: path,
  minSize: 0,
  describe: () => composite(path, [], []),
  encode: () => {},
  decode: () => undefined,
})
