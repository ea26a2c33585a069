import { z } from 'zod'

const minutes = (otherwise: number) => z.number().min(0).default(otherwise)

/** How nodes are found for deployments; times in minutes. */
export const placementConfig = z.strictObject({
  /** `best-fit`: the fullest that fits. `first-fit`: the rule of the farmerbots. `nodes`: they agree on it among themselves. */
  strategy: z.enum(['best-fit', 'first-fit', 'nodes']).default('best-fit'),
  /** Nodes that come first among those that are up, among those that are asleep, and so on. */
  priority: z.array(z.number().int().min(1)).default([]),
  /** A claim stands so long without a deployment, counted from the answer. */
  claimFor: minutes(30),
  /** A node that was woken and is not up by then is left for another. */
  wakePatience: minutes(20),
  /** A placement that has no nodes by then is given up. */
  within: minutes(60),
  /** Seconds until what may pass is tried again. */
  retry: z.number().min(0.1).default(5),
  /** All nodes are asked for again so often. */
  describeEvery: minutes(10),
})
export type PlacementConfig = z.output<typeof placementConfig>
