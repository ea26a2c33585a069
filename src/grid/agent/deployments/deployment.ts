import { z } from 'zod'
import { workloadData } from './workload-data.ts'

const u32 = z.number().int().min(0).max(4_294_967_295)

/** What a user wants to run, in the words of the protocol. Ids of contracts are numbers there. */
const workload = z
  .object({
    version: u32,
    name: z.string().min(1),
    metadata: z.string().default(''),
    description: z.string().default(''),
  })
  .and(workloadData)
export type Workload = z.infer<typeof workload>

export const deployment = z.object({
  version: u32,
  twin_id: u32,
  contract_id: z.number().int().min(1),
  metadata: z.string().default(''),
  description: z.string().default(''),
  expiration: z.number().int().default(0),
  signature_requirement: z.object({
    requests: z
      .array(z.object({ twin_id: u32, required: z.boolean(), weight: z.number().int() }))
      .nullable()
      .default([]),
    weight_required: z.number().int(),
    signature_style: z.string().default(''),
  }),
  workloads: z.array(workload).min(1).max(100),
})
export type Deployment = z.output<typeof deployment>
