export { compact, writeCompact } from './compact.ts'
export { type Fields, type FieldsValue, newtype, struct, unit } from './composite.ts'
export { ScaleError, type ScaleErrorCode } from './errors.ts'
export { bool, fromLittleEndian, littleEndian, u8, u16, u32, u64, u128 } from './integers.ts'
export { lazy } from './lazy.ts'
export { createReader, type Reader } from './reader.ts'
export { array, boundedBytes, boundedVec, bytes, fixed, text, tuple, vec } from './sequences.ts'
export {
  type AnyType,
  anonymous,
  type Definition,
  type Description,
  decode,
  encode,
  type FieldDescription,
  type Infer,
  type Primitive,
  type Type,
  type TypeParam,
} from './type.ts'
export { option, result, type VariantSpec, type Variants, type VariantValue, variant } from './variant.ts'
export { createWriter, type Writer } from './writer.ts'
