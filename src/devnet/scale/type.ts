import { ScaleError } from './errors.ts'
import { createReader, type Reader } from './reader.ts'
import { createWriter, type Writer } from './writer.ts'

/** One definition of a type: how its values are encoded, and how metadata describes it. */
export interface Type<T> {
  /** Names the type; two types with one key have one description. */
  readonly key: string
  /** Fewest bytes a value takes: what bounds the length of a sequence of them. */
  readonly minSize: number
  /** Called only when metadata is made, so that a type may describe itself in terms of itself. */
  describe(): Description
  encode(value: T, writer: Writer): void
  decode(reader: Reader): T
}

export type AnyType = Type<unknown>
export type Infer<X> = X extends { decode(reader: Reader): infer T } ? T : never

export interface Description {
  readonly path: readonly string[]
  readonly params: readonly TypeParam[]
  readonly docs: readonly string[]
  readonly def: Definition
}

export interface TypeParam {
  readonly name: string
  readonly type: AnyType | undefined
}

export interface FieldDescription {
  readonly name: string | undefined
  readonly type: AnyType
}

export interface VariantDescription {
  readonly name: string
  readonly index: number
  readonly fields: readonly FieldDescription[]
  readonly docs: readonly string[]
}

export type Primitive = 'bool' | 'char' | 'str' | 'u8' | 'u16' | 'u32' | 'u64' | 'u128'

export type Definition =
  | { readonly kind: 'primitive'; readonly primitive: Primitive }
  | { readonly kind: 'composite'; readonly fields: readonly FieldDescription[] }
  | { readonly kind: 'variant'; readonly variants: readonly VariantDescription[] }
  | { readonly kind: 'sequence'; readonly of: AnyType }
  | { readonly kind: 'array'; readonly of: AnyType; readonly length: number }
  | { readonly kind: 'tuple'; readonly of: readonly AnyType[] }
  | { readonly kind: 'compact'; readonly of: AnyType }

/** A description without a path: primitives, tuples, sequences. */
export const anonymous = (def: Definition): Description => ({ path: [], params: [], docs: [], def })

export function encode<T>(type: Type<T>, value: T): Uint8Array {
  const writer = createWriter()
  type.encode(value, writer)
  return writer.finish()
}

/** Decodes a whole value; bytes left over are an error. */
export function decode<T>(type: Type<T>, bytes: Uint8Array): T {
  const reader = createReader(bytes)
  const value = type.decode(reader)
  if (reader.left > 0) throw new ScaleError('scale.trailing', type.key, `${reader.left} bytes left over`)
  return value
}
