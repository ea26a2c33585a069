/** What a provider states without an extrinsic, as its bytes say: they name no chain. */
export type Statement =
  /** To whoever uploaded. */
  | { readonly kind: 'commitment'; readonly bucketId: bigint }
  /** To the other primaries; `content` is all of it but the window. */
  | { readonly kind: 'checkpoint'; readonly bucketId: bigint; readonly window: bigint; readonly content: string }
  /** That a replica has a root. It names no bucket. */
  | { readonly kind: 'replica-sync' }
  /** A message to another twin of a grid, or that the twin is there, to a relay. Of what it says there is only the hash. */
  | { readonly kind: 'grid-message' }

export const STATEMENT_KINDS = ['commitment', 'checkpoint', 'replica-sync', 'grid-message'] as const
export type StatementKind = (typeof STATEMENT_KINDS)[number]

const VERSION = 1
const BYTES = { commitment: 57, checkpoint: 65 }
/** Each a prefix and a hash. */
const MESSAGES = ['gridmessage', 'gridrelay']
const HASH = 32
/** Seven options of 32 bytes each, one of which is there. */
const ROOTS = { options: 7, bytes: 32 }

/** @returns nothing for bytes of any other form */
export function readStatement(bytes: Buffer): Statement | undefined {
  if (isSync(bytes)) return { kind: 'replica-sync' }
  if (isMessage(bytes)) return { kind: 'grid-message' }
  if (bytes[0] !== VERSION) return undefined
  if (bytes.length === BYTES.commitment) return { kind: 'commitment', bucketId: bytes.readBigUInt64LE(1) }
  if (bytes.length !== BYTES.checkpoint) return undefined
  return {
    kind: 'checkpoint',
    bucketId: bytes.readBigUInt64LE(1),
    window: bytes.readBigUInt64LE(BYTES.commitment),
    content: bytes.toString('hex', 0, BYTES.commitment),
  }
}

const isMessage = (bytes: Buffer): boolean =>
  MESSAGES.some(
    (prefix) => bytes.length === prefix.length + HASH && bytes.toString('latin1', 0, prefix.length) === prefix,
  )

function isSync(bytes: Buffer): boolean {
  if (bytes.length !== ROOTS.options + ROOTS.bytes) return false
  const at = bytes.findIndex((byte) => byte !== 0)
  return (
    at >= 0 && at < ROOTS.options && bytes[at] === 1 && bytes.subarray(at + 1 + ROOTS.bytes).every((byte) => byte === 0)
  )
}
