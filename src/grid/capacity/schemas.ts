import { z } from 'zod'
import { POWER_STATES } from './node-view.ts'
import { GIB } from './resources.ts'

const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

export const resourcesSchema = z.object({ cru: whole, mru: whole, sru: whole, hru: whole })

/** What a node needs for itself, unless it is told. */
export const systemNeeds = resourcesSchema.default({ cru: 0, mru: 2 * GIB, sru: 100 * GIB, hru: 0 })

/** Times that a core is lent, unless it is told. */
export const overprovision = z.number().int().min(1).max(4).default(2)

export const gpuSchema = z.object({ vendor: z.string(), device: z.string() })

/** What the chain has about a node. */
export const nodeFacts = z.object({
  id: whole,
  farmId: whole,
  twinId: whole,
  resources: resourcesSchema,
  isCertified: z.boolean(),
  hasPublicConfig: z.boolean(),
  /** Its farm is dedicated, or it costs extra as a whole. */
  isDedicated: z.boolean(),
  isRented: z.boolean(),
  /** Active node contracts. */
  contracts: whole,
  /** What it says of itself, and what it was told. */
  state: z.enum(['Up', 'Down']),
  target: z.enum(['Up', 'Down']),
})
export type NodeFacts = z.infer<typeof nodeFacts>

/** What a node says when it is asked; the used ones include what the system needs. */
export const nodeStatistics = z.object({
  total: resourcesSchema,
  used: resourcesSchema,
  system: resourcesSchema,
  publicIpsUsed: whole,
  gpus: z.array(gpuSchema).readonly(),
})
export type NodeStatistics = z.infer<typeof nodeStatistics>

export const nodeView = z.object({
  id: whole,
  twinId: whole,
  power: z.enum(POWER_STATES),
  total: resourcesSchema,
  used: resourcesSchema,
  system: resourcesSchema,
  overprovision: whole,
  publicIpsUsed: whole,
  gpus: z.array(gpuSchema).readonly(),
  isCertified: z.boolean(),
  isDedicated: z.boolean(),
  hasPublicConfig: z.boolean(),
  isRented: z.boolean(),
  hasContracts: z.boolean(),
  isNeverShutDown: z.boolean(),
  openClaims: whole,
  claimedUntil: z.number().optional(),
  changedAt: z.number(),
  awakeAt: z.number(),
})

export const placementRequest = z.object({
  resources: resourcesSchema,
  publicIps: whole,
  publicConfig: z.boolean(),
  certified: z.boolean(),
  dedicated: z.boolean(),
  gpus: z.object({ count: whole, vendors: z.array(z.string()).readonly(), devices: z.array(z.string()).readonly() }),
  excluded: z.array(whole).readonly(),
})
