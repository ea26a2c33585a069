import { z } from 'zod'
import { command, fact } from '../../kernel/index.ts'
import { usedSchema } from '../evidence/schemas.ts'

const u32 = z.number().int().min(0)
const u64 = z.bigint().min(0n)

/** A node has said what ran on it in a period. `statements`: how many of what it signed hold; those that do not are told of apart. */
export const UsageProven = fact('grid.UsageProven', {
  payload: z.object({ node: u32, period: u32, statements: z.number() }),
})

/** A node did not say it in time: nothing can be billed of it. */
export const UsageMissing = fact('grid.UsageMissing', {
  payload: z.object({ node: u32, period: u32, attempts: z.number() }),
})

/** All nodes have said what ran on them in a period, or will not any more. */
export const PeriodProven = fact('grid.PeriodProven', { payload: z.object({ period: u32 }) })

/**
 * - `bad-signature`: it is not the node's. `stated-twice`: the node has said something else of the same before.
 * - `no-agreement`: there is none, or it is with another farm or was not in force. `other-consumer`: the contract is another's.
 * - `no-deployment`: nobody knows of it. `other-node`: it belongs elsewhere. `other-hash`: something else runs than was agreed.
 * - `beyond-capacity`: more than the node has.
 */
export const USAGE_DISPUTES = [
  'bad-signature',
  'stated-twice',
  'no-agreement',
  'other-consumer',
  'no-deployment',
  'other-node',
  'other-hash',
  'beyond-capacity',
] as const
export type UsageDispute = (typeof USAGE_DISPUTES)[number]

/** Something that a node says of a period does not hold: it is not billed. */
export const UsageDisputed = fact('grid.UsageDisputed', {
  payload: z.object({ node: u32, period: u32, agreement: u64, deployment: u64, reason: z.enum(USAGE_DISPUTES) }),
})

export const usageSchema = z.object({ period: u32, node: u32, agreement: u64, deployment: u64, used: usedSchema })
/** What a deployment used of a node in a period, as the node has signed it. */
export type Usage = z.infer<typeof usageSchema>

/**
 * What is proven of some periods, both included; under one agreement, or `null` for all. `isAsked`: whether nodes are, or were, asked
 * for the last of them; those before are asked earlier or never. `isEarly`: some were not asked yet since this run began, and may be
 * about to. `open`: nodes that may still answer; `missing`: those that did not in time.
 */
export const GatherUsage = command('grid.GatherUsage', {
  category: 'observe',
  payload: z.object({ first: u32, last: u32, agreement: u64.nullable() }),
  result: z.object({
    isAsked: z.boolean(),
    isEarly: z.boolean(),
    open: z.array(u32),
    missing: z.array(u32),
    usages: z.array(usageSchema),
  }),
})

/**
 * What is deployed under an agreement, so that what nodes say of it can be compared: under agreements the chain does not know it.
 * `hash`: of the deployment as its user has signed it. A later one of the same name replaces it.
 */
export const NoteDeployment = command('grid.NoteDeployment', {
  category: 'advise',
  payload: z.object({ agreement: u64, deployment: u64, hash: z.string().min(1).max(128) }),
  result: z.object({ noted: z.boolean() }),
})
