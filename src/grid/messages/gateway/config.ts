import { z } from 'zod'

const id = z.number().int().min(1)
const perMinute = (otherwise: number) => z.number().gt(0).default(otherwise)

/** Who may ask the farm for what. The farmer's own twin may ask for everything. */
export const gatewayConfig = z.strictObject({
  farmId: id,
  findNode: z
    .strictObject({
      /** Twins that may have nodes found and claimed, which wakes them at the farmer's cost; `anyone` leaves it to all. */
      allow: z.union([z.literal('anyone'), z.array(id)]).default([]),
      /** Of one twin, and at once. */
      perMinute: perMinute(6),
      burst: z.number().int().min(1).default(6),
      /** Nodes that one twin may have claimed and not deployed on. */
      claims: z.number().int().min(1).default(5),
      /** Minutes that a claim waits for its deployment. */
      claimFor: z.number().min(1).default(30),
    })
    .prefault({}),
  /** Commands of one twin, whatever they are, and at once. */
  perMinute: perMinute(60),
  burst: z.number().int().min(1).default(60),
  /** Seconds until another try to come on the grid. */
  retry: z.number().min(0.1).default(10),
})
export type GatewayConfig = z.output<typeof gatewayConfig>
