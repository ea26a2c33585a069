import { blake2, sameBytes } from '../../../bytes.ts'
import type { StorageAccess } from '../../pallet/index.ts'
import { verifySignature } from '../../primitives/index.ts'
import { tfgridStorage } from '../tfgrid/index.ts'
import { agreedCost } from './cost.ts'
import { failure } from './errors.ts'
import { placeOf, rootFrom } from './merkle-sum.ts'
import { accountOfTwin, farmerOf, genesisOf } from './rules.ts'
import { storage } from './storage.ts'
import {
  type Bill,
  type Evidence,
  type Leaf,
  type LeafProof,
  leafBytes,
  receiptBytes,
  statementBytes,
  type Used,
} from './types.ts'

type Kind<T extends Evidence['type']> = Extract<Evidence, { type: T }>['value']

/** @throws unless the evidence shows that no honest farmer has made the bill */
export function ensureFalse(access: StorageAccess, farmId: number, bill: Bill, evidence: Evidence): void {
  if (evidence.type === 'Leaves') ensureImpossible(access, farmId, bill, evidence.value)
  else if (evidence.type === 'Usage') ensureDenied(access, farmId, bill, evidence.value)
  else if (evidence.type === 'Proven') ensureDisproved(access, farmId, bill, evidence.value)
  else ensureEquivocation(access, farmId, bill, evidence.value)
}

/** Each leaf wrong in itself, or all of them together; of one agreement. */
function ensureImpossible(access: StorageAccess, farmId: number, bill: Bill, proofs: Kind<'Leaves'>): void {
  for (const proof of proofs) ensureIn(bill, proof)
  const leaves = proofs.map(({ leaf }) => leaf)
  const places = new Set(proofs.map(({ path }) => placeOf(path)))
  const first = leaves[0]
  if (!first || places.size !== leaves.length || leaves.some((leaf) => leaf.agreement !== first.agreement))
    throw failure.NoEvidence()
  if (leaves.some((leaf) => !isPossible(access, farmId, bill.period, leaf))) return
  const things = new Set(leaves.map(({ deployment, node }) => `${deployment}/${node}`))
  const sum = leaves.reduce((total, { amount }) => total + amount, 0n)
  const { max_per_period = 0n } = storage.Agreements.get(access, first.agreement) ?? {}
  if (things.size === leaves.length && sum <= max_per_period) throw failure.NoEvidence()
}

/**
 * By what the chain itself knows: of an agreement in force with this farm, paid in for up to the period, at the agreed rates, on a
 * node that there is or has been. So all that is ever billed of an agreement is at most what was paid in for it.
 */
function isPossible(access: StorageAccess, farmId: number, period: number, leaf: Leaf): boolean {
  const agreement = storage.Agreements.get(access, leaf.agreement)
  return (
    agreement !== undefined &&
    agreement.farm_id === farmId &&
    agreement.since <= period &&
    (agreement.ends === undefined || period <= agreement.ends) &&
    agreement.max_per_period * BigInt(period - agreement.since + 1) <= agreement.deposit &&
    leaf.node >= 1 &&
    leaf.node <= tfgridStorage.NodeID.get(access) &&
    leaf.amount <= agreement.max_per_period &&
    leaf.amount <= agreedCost(agreement.terms.rates, leaf.used)
  )
}

function ensureDenied(
  access: StorageAccess,
  farmId: number,
  bill: Bill,
  { billed, used, signature }: Kind<'Usage'>,
): void {
  ensureIn(bill, billed)
  if (
    !verifySignature(statementOf(access, bill, billed, used), signature, nodeAccount(access, farmId, billed.leaf.node))
  )
    throw failure.BadSignature()
  ensureMore(billed.leaf.used, used)
}

function ensureDisproved(
  access: StorageAccess,
  farmId: number,
  bill: Bill,
  { billed, used, path }: Kind<'Proven'>,
): void {
  ensureIn(bill, billed)
  nodeAccount(access, farmId, billed.leaf.node)
  const proofs = storage.NodeProofs.get(access, billed.leaf.node)
  const proof = proofs.find(({ period }) => period === bill.period)
  const root = rootFrom({ hash: blake2(statementOf(access, bill, billed, used)), sum: 0n }, path)
  if (!proof || !root || !sameBytes(root.hash, proof.root)) throw failure.NotInProof()
  ensureMore(billed.leaf.used, used)
}

function ensureEquivocation(
  access: StorageAccess,
  farm: number,
  bill: Bill,
  { root, total, signature }: Kind<'Equivocation'>,
): void {
  const signed = receiptBytes({ genesis: genesisOf(access), farm, period: bill.period, root, total })
  if (!verifySignature(signed, signature, farmerOf(access, farm))) throw failure.BadSignature()
  if (sameBytes(root, bill.root) && total === bill.total) throw failure.NoEvidence()
}

function ensureIn({ root, total }: Bill, { leaf, path }: LeafProof): void {
  const top = rootFrom({ hash: blake2(leafBytes(leaf)), sum: leaf.amount }, path)
  if (!top || top.sum !== total || !sameBytes(top.hash, root)) throw failure.NotInBill()
}

/** Only a node of the farm can speak about what is billed for it. */
function nodeAccount(access: StorageAccess, farmId: number, nodeId: number) {
  const node = tfgridStorage.Nodes.get(access, nodeId)
  if (node?.farm_id !== farmId) throw failure.NodeNotExists()
  return accountOfTwin(access, node.twin_id)
}

const statementOf = (
  access: StorageAccess,
  { period }: Bill,
  { leaf: { node, agreement, deployment } }: LeafProof,
  used: Used,
) => statementBytes({ genesis: genesisOf(access), node, period, agreement, deployment, used })

function ensureMore(billed: Used, stated: Used): void {
  const kinds = Object.keys(stated) as Array<keyof Used>
  if (!kinds.some((kind) => billed[kind] > stated[kind])) throw failure.NoEvidence()
}
