import type { PlainAgreement, PlainLeaf, PlainUse } from '../plain-bill.ts'

/*
 * What was seen of a run from outside, for the judge: blocks, what users were told, what nodes have signed. Times in milliseconds
 * since 1970.
 */

export interface EventSeen {
  readonly pallet: string
  readonly name: string
  readonly data: Readonly<Record<string, unknown>>
  readonly extrinsic: number | null
}

export interface BlockSeen {
  readonly number: number
  readonly hash: string
  /** By the chain's clock. */
  readonly at: number
  readonly events: readonly EventSeen[]
}

/** Cores, and bytes of memory, fast and slow disk. */
export interface Room {
  readonly cru: number
  readonly mru: number
  readonly sru: number
  readonly hru: number
}

/** A node that a user was given, and what has come of it. */
export interface Answer {
  readonly user: number
  readonly node: number
  readonly room: Room
  /** When the answer was there; the claim is good from then on. */
  readonly at: number
  /** Of the contract that was made for it. */
  contract?: number
  /** When the contract was in a block. */
  contractAt?: number
  /** Until when the user may count on it without one. */
  readonly until: number
  /** Why the node did not take the deployment. */
  refused?: string
  deployedAt?: number
}

/** A user for whom the farm had no node. */
export interface Refusal {
  readonly at: number
  readonly room: Room
}

/** What a node has signed of a period, and when it was told. */
export interface Statement {
  readonly node: number
  readonly period: number
  readonly at: number
  readonly used: readonly {
    readonly agreement: bigint
    readonly deployment: bigint
    readonly node: number
    readonly used: PlainUse
  }[]
  /** Those whose signature is not the node's. */
  readonly badSignatures: number
}

/** A bill as it stood on the chain, with the leaves that its farm shows and the agreements of the time. */
export interface BillSeen {
  readonly farm: number
  readonly period: number
  readonly root: string
  readonly total: bigint
  /** The block that it is in. */
  readonly block: number
  readonly at: number
  readonly agreements: readonly PlainAgreement[]
  /** Undefined where the farm has not shown them. */
  leaves: readonly PlainLeaf[] | undefined
}

/** A bill under a service contract: what the chain was asked to pay, and what the bill says about itself. */
export interface ServiceBillSeen {
  readonly service: bigint
  readonly first: number
  readonly last: number
  readonly carried: bigint
  readonly root: string
  /** Thousandths of a USD. */
  readonly asked: bigint
  /** Undefined where the farm has not shown them. */
  leaves: readonly PlainLeaf[] | undefined
}

/** Made of everything that was seen. */
export interface Observed {
  readonly blocks: readonly BlockSeen[]
  readonly answers: readonly Answer[]
  readonly refusals: readonly Refusal[]
  readonly statements: readonly Statement[]
  readonly bills: readonly BillSeen[]
  readonly services: readonly ServiceBillSeen[]
  /** Nodes that died, and when. */
  readonly deaths: ReadonlyMap<number, number>
}
