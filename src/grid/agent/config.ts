import { z } from 'zod'
import { gpuSchema, overprovision, resourcesSchema, systemNeeds } from '../capacity/schemas.ts'

const id = z.number().int().min(1)
const seconds = (otherwise: number) => z.number().min(0).default(otherwise)

/** A node of a farm. What it has of resources the chain knows. */
export const agentConfig = z.strictObject({
  /** What it tells the chain of itself when it is no node there yet; without it that is an error. */
  register: z.strictObject({ farmId: id, resources: resourcesSchema }).optional(),
  /** What it needs for itself. */
  system: systemNeeds,
  /** Times that its cores are lent, where the nodes of its farm find room among themselves. */
  overprovision,
  gpus: z.array(gpuSchema).default([]),
  /** Whether it can be woken over the network. One that cannot stays up, whatever it is told. */
  canBeWoken: z.boolean().default(false),
  /** Twins that may read what others have used, beside the farmer's. */
  auditors: z.union([z.literal('anyone'), z.array(id)]).default([]),
  uptimeEvery: seconds(40 * 60),
  /** After an error; twice as long after each more in a row, up to 32 times. */
  retry: seconds(10),
  /** From being woken until it is up. */
  bootTime: seconds(0),
  /** Use is counted so often: what is lost by a crash. */
  countEvery: seconds(60),
})
export type AgentConfig = z.output<typeof agentConfig>
