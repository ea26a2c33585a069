export { encodeV14, encodeV15, type RuntimeDescription } from './encode.ts'
export { TypeConflict } from './registry.ts'
