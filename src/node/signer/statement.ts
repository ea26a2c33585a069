import { type GridStatement, readGridStatement } from './grid-statement.ts'

/** What a provider states without an extrinsic, as its bytes say: they name no chain, unless they are records of a grid. */
export type Statement =
  /** To whoever uploaded. */
  | { readonly kind: 'commitment'; readonly bucketId: bigint }
  /** To the other primaries; `content` is all of it but the window. */
  | { readonly kind: 'checkpoint'; readonly bucketId: bigint; readonly window: bigint; readonly content: string }
  /** That a replica has a root. It names no bucket. */
  | { readonly kind: 'replica-sync' }
  | GridStatement

export const STATEMENT_KINDS = [
  'commitment',
  'checkpoint',
  'replica-sync',
  'grid-message',
  'grid-usage',
  'grid-bill',
  'grid-receipt',
  'grid-closing',
] as const satisfies readonly Statement['kind'][]
export type StatementKind = (typeof STATEMENT_KINDS)[number]

const VERSION = 1
const BYTES = { commitment: 57, checkpoint: 65 }
/** Seven options of 32 bytes each, one of which is there. */
const ROOTS = { options: 7, bytes: 32 }

/** @returns nothing for bytes of any other form */
export function readStatement(bytes: Buffer): Statement | undefined {
  if (isSync(bytes)) return { kind: 'replica-sync' }
  if (bytes[0] !== VERSION) return readGridStatement(bytes)
  if (bytes.length === BYTES.commitment) return { kind: 'commitment', bucketId: bytes.readBigUInt64LE(1) }
  if (bytes.length !== BYTES.checkpoint) return undefined
  return {
    kind: 'checkpoint',
    bucketId: bytes.readBigUInt64LE(1),
    window: bytes.readBigUInt64LE(BYTES.commitment),
    content: bytes.toString('hex', 0, BYTES.commitment),
  }
}

function isSync(bytes: Buffer): boolean {
  if (bytes.length !== ROOTS.options + ROOTS.bytes) return false
  const at = bytes.findIndex((byte) => byte !== 0)
  return (
    at >= 0 && at < ROOTS.options && bytes[at] === 1 && bytes.subarray(at + 1 + ROOTS.bytes).every((byte) => byte === 0)
  )
}
