import {
  bool,
  boundedVec,
  compact,
  encode,
  fixed,
  type Infer,
  option,
  struct,
  u8,
  u32,
  u64,
  u128,
  variant,
} from '../../../scale/index.ts'
import { h256, multiSignature } from '../../primitives/index.ts'
import { MAX_EVIDENCE, MAX_OPEN_BILLS, MAX_PATH, MAX_PROOFS } from './constants.ts'

/*
 * What is signed and hashed off the chain; the chain sees of it only what a dispute shows. Integers are little-endian and of fixed
 * width, hashes are blake2-256.
 *
 *   used       cru u64, mru u128, sru u128, hru u128, ipv4 u64, nru u64                                             72 bytes
 *              core-seconds; byte-seconds of memory, fast and slow disk; address-seconds; bytes of traffic
 *   leaf       agreement u64, deployment u64, node u32, used, amount u128                                          108 bytes
 *   leaf hash  hash(leaf), with the leaf's amount for its sum
 *   inner      hash(left hash, left sum u128, right hash, right sum u128), with both sums for its sum               96 bytes
 *              levels from the leaves up, in order; the last of an odd number goes up a level as it is
 *   bill       the hash and the sum of the root: of one leaf it is the leaf's
 *   statement  "gridusage", genesis hash, node u32, period u32, agreement u64, deployment u64, used                137 bytes
 *              signed by the node's twin
 *   usage root root of the same tree over hash(statement), every sum 0: what a node puts on the chain for a period
 *   receipt    "gridbill", genesis hash, farm u32, period u32, root 32 bytes, total u128                            96 bytes
 *              signed by the farmer's twin
 *   closing    "gridclose", genesis hash, agreement u64, spent u128: signed by the other party                      65 bytes
 *
 * No two of those that are hashed (leaf, inner, statement) have one length: none can be passed off as another. What is signed names
 * the chain by the hash of its genesis: nothing counts on another chain.
 */

const own = (name: string) => `pallet_grid_agreements::types::${name}`

export const used = struct(own('Used'), { cru: u64, mru: u128, sru: u128, hru: u128, ipv4: u64, nru: u64 })
export type Used = Infer<typeof used>

export const leaf = struct(own('Leaf'), { agreement: u64, deployment: u64, node: u32, used, amount: u128 })
export type Leaf = Infer<typeof leaf>

/** A sibling on the way from a leaf to its root, and on which side it stands. */
const step = struct(own('Step'), { sibling: h256, sum: compact(u128), is_left: bool })
export const path = boundedVec(step, MAX_PATH)
export type Path = Infer<typeof path>

const leafProof = struct(own('LeafProof'), { leaf, path })
export type LeafProof = Infer<typeof leafProof>

const text = (value: string) => new TextEncoder().encode(value)
const USAGE = text('gridusage')
const BILL = text('gridbill')
const CLOSE = text('gridclose')

const statement = struct(own('Statement'), {
  prefix: fixed(USAGE.length),
  genesis: fixed(32),
  node: u32,
  period: u32,
  agreement: u64,
  deployment: u64,
  used,
})
const receipt = struct(own('Receipt'), {
  prefix: fixed(BILL.length),
  genesis: fixed(32),
  farm: u32,
  period: u32,
  root: fixed(32),
  total: u128,
})
const closing = struct(own('Closing'), {
  prefix: fixed(CLOSE.length),
  genesis: fixed(32),
  agreement: u64,
  spent: u128,
})

export const leafBytes = (value: Leaf): Uint8Array => encode(leaf, value)
export const statementBytes = (value: Omit<Infer<typeof statement>, 'prefix'>): Uint8Array =>
  encode(statement, { prefix: USAGE, ...value })
export const receiptBytes = (value: Omit<Infer<typeof receipt>, 'prefix'>): Uint8Array =>
  encode(receipt, { prefix: BILL, ...value })
export const closingBytes = (value: Omit<Infer<typeof closing>, 'prefix'>): Uint8Array =>
  encode(closing, { prefix: CLOSE, ...value })

/** Why a bill is false; all of it is checked against the bill that stands on the chain. */
export const evidence = variant(own('Evidence'), {
  Leaves: {
    index: 0,
    of: boundedVec(leafProof, MAX_EVIDENCE),
    docs: 'Leaves of one agreement that no honest bill has: of none, dearer than agreed, counted twice, above the maximum.',
  },
  Usage: {
    index: 1,
    fields: { billed: leafProof, used, signature: multiSignature },
    docs: 'A leaf that says more than its node has signed.',
  },
  Proven: {
    index: 2,
    fields: { billed: leafProof, used, path },
    docs: 'A leaf that says more than what its node has put on the chain.',
  },
  Equivocation: {
    index: 3,
    fields: { root: h256, total: u128, signature: multiSignature },
    docs: 'Another bill of the same period, signed by the farmer.',
  },
})
export type Evidence = Infer<typeof evidence>

/** In the smallest unit of money: for a compute unit, storage unit, address and hour; for 10^9 bytes of traffic. */
export const rates = struct(own('Rates'), {
  cu: compact(u64),
  su: compact(u64),
  ipu: compact(u64),
  nu: compact(u64),
})
export type Rates = Infer<typeof rates>

/** What a farm asks, and the periods' notice that either party has to give. */
export const offer = struct(own('Offer'), { rates, notice: u8 })
export type Offer = Infer<typeof offer>

export const agreement = struct(own('Agreement'), {
  farm_id: compact(u32),
  twin_id: compact(u32),
  terms: offer,
  max_per_period: compact(u128),
  deposit: compact(u128),
  since: compact(u32),
  ends: option(compact(u32)),
})
export type Agreement = Infer<typeof agreement>

const bill = struct(own('Bill'), {
  period: compact(u32),
  root: h256,
  total: compact(u128),
  payable_at: compact(u64),
})
export type Bill = Infer<typeof bill>

/** A farm's money: what its farmer stands with, what users have paid in, what is agreed for a period at the most; and its bills. */
export const biller = struct(own('Biller'), {
  bond: compact(u128),
  pool: compact(u128),
  ceiling: compact(u128),
  agreements: compact(u32),
  next_period: compact(u32),
  bills: boundedVec(bill, MAX_OPEN_BILLS),
})
export type Biller = Infer<typeof biller>

/** What a node proved of late, the last at the end. */
export const nodeProofs = boundedVec(struct(own('NodeProof'), { period: compact(u32), root: h256 }), MAX_PROOFS)
