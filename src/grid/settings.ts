import { z } from 'zod'
import { BILLING_MODES } from './proof/config.ts'

const relay = z.url({ protocol: /^wss?$/, error: 'a ws:// or wss:// address' })

/** What a node is on a grid, and how it is reached: the config's section `grid`. */
export const gridSettings = z
  .strictObject({
    /** Where the farm, its nodes and its users meet. */
    relay,
    /** Id of the farm. */
    farm: z.number().int().min(1).optional(),
    /** A farmerbot's file, which says the same and more. */
    farmFile: z.string().min(1, { error: 'a file' }).optional(),
    /** How nodes are found for deployments: by a planner of the farm, or by the nodes among themselves. */
    strategy: z.enum(['best-fit', 'first-fit', 'nodes']).default('best-fit'),
    /** By what its users pay: agreements with the farm, where the chain knows them, or node contracts and service contracts. */
    bills: z.enum([...BILLING_MODES, 'none']).default('none'),
    /** Whether the bills of other farms are looked at. */
    audit: z.boolean().default(false),
    /** Whether the account is a user's: bills under its agreements are checked, and signed for where they are right. */
    receipts: z.boolean().default(false),
    /**
     * Where the machines of the nodes' network hear what is meant for all of them, if the farm's own machine is on it too: it
     * then calls nodes that sleep itself besides, also where none of them is up.
     */
    wakeOnLan: z
      .strictObject({
        address: z.ipv4({ error: "an IPv4 address, as a rule the network's broadcast address" }),
        port: z.number().int().min(1).max(65_535).default(9),
      })
      .optional(),
  })
  .superRefine(({ farm, farmFile, bills, audit, receipts, wakeOnLan }, { addIssue }) => {
    const isFarm = farm !== undefined || farmFile !== undefined
    if (!isFarm && wakeOnLan !== undefined)
      addIssue({ code: 'custom', path: ['wakeOnLan'], message: 'there is no farm whose nodes could be woken' })
    const isUser = !isFarm && receipts && bills === 'none' && !audit
    if (!isUser && (farm === undefined) === (farmFile === undefined))
      addIssue({
        code: 'custom',
        path: ['farm'],
        message:
          'either "farm" (the id of the farm) or "farmFile" (a farmerbot\'s file); a user without a farm has "receipts: true", and neither bills nor audits',
      })
  })

export type GridSettings = z.output<typeof gridSettings>
