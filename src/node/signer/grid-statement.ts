import type { RecordForm } from '../../chain/signing/signer.ts'
import { isOfForm } from '../../chain/signing/statement.ts'
import { RECEIPT_RECORD } from '../../grid/evidence/receipt.ts'
import { USAGE_RECORD } from '../../grid/evidence/statement.ts'
import { USER_RECEIPT_RECORD } from '../../grid/evidence/user-receipt.ts'

/** What is stated on a grid, as its bytes say. `genesis` names the chain; `content` is what may be said of the rest but once. */
export type GridStatement =
  /** A message to another twin, or that the twin is there, to a relay. Of what it says there is only the hash. */
  | { readonly kind: 'grid-message' }
  /** A node: what a deployment used of it in a period. */
  | GridRecord<'grid-usage', { readonly node: number; readonly period: number; readonly deployment: string }>
  /** A farmer: what the bill of a period is. */
  | GridRecord<'grid-bill', { readonly farm: number; readonly period: number }>
  /** A user: what a farm rightly bills for a period under an agreement. */
  | GridRecord<'grid-receipt', { readonly agreement: bigint; readonly period: number }>
  /** Either party: what was spent of an agreement that is over. */
  | GridRecord<'grid-closing', { readonly agreement: bigint }>

type GridRecord<Kind extends string, About> = About & {
  readonly kind: Kind
  readonly genesis: string
  readonly content: string
}

/** Each a prefix and a hash. */
const MESSAGES: readonly RecordForm[] = ['gridmessage', 'gridrelay'].map((prefix) => ({
  prefix,
  bytes: prefix.length + 32,
}))
const CLOSING: RecordForm = { prefix: 'gridclose', bytes: 65 }

/** Those that are too long to be told from an extrinsic by that. */
const RECORDS = { 'grid-usage': USAGE_RECORD, 'grid-bill': RECEIPT_RECORD, 'grid-receipt': USER_RECEIPT_RECORD }

/** None for what is short enough. */
export const formOf = (kind: string): RecordForm | undefined =>
  Object.hasOwn(RECORDS, kind) ? RECORDS[kind as keyof typeof RECORDS] : undefined

/** @returns nothing for bytes of any other form */
export function readGridStatement(bytes: Buffer): GridStatement | undefined {
  if (MESSAGES.some((form) => isOfForm(bytes, form))) return { kind: 'grid-message' }
  if (isOfForm(bytes, RECORDS['grid-usage'])) return usageIn(bytes, bodyAt(USAGE_RECORD))
  if (isOfForm(bytes, RECORDS['grid-bill'])) return billIn(bytes, bodyAt(RECEIPT_RECORD))
  if (isOfForm(bytes, RECORDS['grid-receipt'])) return receiptIn(bytes, bodyAt(USER_RECEIPT_RECORD))
  if (isOfForm(bytes, CLOSING)) return closingIn(bytes, bodyAt(CLOSING))
  return undefined
}

/** After the prefix stands the hash of the chain's genesis. */
const bodyAt = ({ prefix }: RecordForm): number => prefix.length + 32
const genesisIn = (bytes: Buffer, body: number): string => `0x${bytes.toString('hex', body - 32, body)}`

const usageIn = (bytes: Buffer, at: number): GridStatement => ({
  kind: 'grid-usage',
  genesis: genesisIn(bytes, at),
  node: bytes.readUInt32LE(at),
  period: bytes.readUInt32LE(at + 4),
  deployment: `${bytes.readBigUInt64LE(at + 8)}/${bytes.readBigUInt64LE(at + 16)}`,
  content: bytes.toString('hex', at + 24),
})

const billIn = (bytes: Buffer, at: number): GridStatement => ({
  kind: 'grid-bill',
  genesis: genesisIn(bytes, at),
  farm: bytes.readUInt32LE(at),
  period: bytes.readUInt32LE(at + 4),
  content: bytes.toString('hex', at + 8),
})

const receiptIn = (bytes: Buffer, at: number): GridStatement => ({
  kind: 'grid-receipt',
  genesis: genesisIn(bytes, at),
  agreement: bytes.readBigUInt64LE(at),
  period: bytes.readUInt32LE(at + 8),
  content: bytes.toString('hex', at + 12),
})

const closingIn = (bytes: Buffer, at: number): GridStatement => ({
  kind: 'grid-closing',
  genesis: genesisIn(bytes, at),
  agreement: bytes.readBigUInt64LE(at),
  content: bytes.toString('hex', at + 8),
})
