import { z } from 'zod'
import { nodeView, placementRequest, resourcesSchema } from '../capacity/schemas.ts'
import { CONSTRAINTS } from '../placement/constraints.ts'

const AT_ONCE = 64
const PARTS = 100

const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const nodeId = whole.min(1)
const name = z.string().min(1).max(256)
/** Of an asker and a name, each later one greater: milliseconds since 1970. */
const attempt = whole
const parts = z
  .array(whole.max(PARTS - 1))
  .min(1)
  .max(PARTS)
const requests = z.array(placementRequest).min(1).max(PARTS).readonly()
const constraint = z.enum(CONSTRAINTS)

/** @param rank place of the leader in the order of the slot, as the asker sees it */
export const placeAsk = z.object({ name, attempt, requests, slot: whole, rank: whole })
export type PlaceAsk = z.infer<typeof placeAsk>

const noNode = z.union([
  z.object({ code: z.literal('no-node'), failed: z.partialRecord(constraint, whole) }),
  z.object({ code: z.literal('not-enough-public-ips'), wanted: whole, free: z.number().int() }),
])

/**
 * - `placed`: room is held at these nodes, one for each request, until it is confirmed or its time is over.
 * - `waking`: nothing is held; these nodes would do, once they are up.
 * - `elsewhere`: another node leads. `again`: nothing came of it this time, and nothing would of an attempt that is not `beyond`.
 */
export const placeAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('placed'), nodes: z.array(nodeId).min(1).readonly() }),
  z.object({ kind: z.literal('waking'), nodes: z.array(nodeId).min(1).readonly() }),
  z.object({ kind: z.literal('refused'), refusal: noNode }),
  z.object({ kind: z.literal('elsewhere'), leader: nodeId }),
  z.object({ kind: z.literal('again'), beyond: attempt.optional() }),
])
export type PlaceAnswer = z.infer<typeof placeAnswer>

export const callAsk = z.object({ jobs: z.array(z.object({ name, requests })).min(1).max(AT_ONCE).readonly() })
export type CallAsk = z.infer<typeof callAsk>

/** Room that somebody waits for at a node that is asleep: known to who led when it was asked for. */
const awaited = z.object({ name, part: whole, nodeId, resources: resourcesSchema, publicIps: whole, until: z.number() })
export type Awaited = z.infer<typeof awaited>

/**
 * A node as it sees itself, what it holds taken off; not told where none of the requests fits. `failed`: for each of the jobs and
 * each of its requests the first constraint that the node fails.
 */
export const bid = z.object({
  view: nodeView.nullable(),
  failed: z.array(z.array(constraint.nullable()).readonly()).readonly(),
  /** What it holds under the names that it was asked for. */
  held: z.array(z.object({ name, part: whole, attempt, isConfirmed: z.boolean() })).readonly(),
  awaited: z.array(awaited).readonly(),
})
export type Bid = z.infer<typeof bid>

/** @param ttl milliseconds */
export const holdAsk = z.object({
  name,
  attempt,
  ttl: whole,
  parts: z
    .array(z.object({ part: whole.max(PARTS - 1), request: placementRequest }))
    .min(1)
    .max(PARTS)
    .readonly(),
})
export type HoldAsk = z.infer<typeof holdAsk>

/** All parts, or none. `superseded`: a later attempt by this name was here already, or this one was given up. */
export const holdAnswer = z.object({ failed: z.union([constraint, z.literal('superseded')]).nullable() })
export type HoldAnswer = z.infer<typeof holdAnswer>

export const confirmAsk = z.object({ name, attempt, parts })
export type ConfirmAsk = z.infer<typeof confirmAsk>

/** `false`: it is not held any more, and not confirmed. */
export const confirmAnswer = z.object({ confirmed: z.boolean() })

/** Gives back what this attempt by this name, or one before it, holds at the node. */
export const releaseAsk = z.object({ name, attempt })
export type ReleaseAsk = z.infer<typeof releaseAsk>

export const releaseAnswer = z.object({ released: z.boolean() })
