import { z } from 'zod'

/** Shares outside of these are brought to the nearer end. */
const SHARES = { default: 80, least: 50, most: 80 }
const LEAST_NODES = 2

const id = z.number({ error: 'a number' }).int().min(1, { error: 'a number from 1' })
const ids = z.array(id, { error: 'a list of node ids' }).default([])

const threshold = z
  .number({ error: 'a share in percent' })
  .int()
  .min(0)
  .max(100, { error: 'at most 100 percent' })
  .default(0)
  .transform((share) => (share === 0 ? SHARES.default : Math.min(SHARES.most, Math.max(SHARES.least, share))))

const thresholds = z
  .strictObject({ cru: threshold, sru: threshold, mru: threshold, hru: threshold })
  .prefault({ cru: 0, sru: 0, mru: 0, hru: 0 })

/** `hh:mmAM` or `hh:mmPM`, two digits each: minutes from midnight. */
const timeOfDay = z.string({ error: 'a time such as 08:30AM' }).transform((text, issues) => {
  const [, hour, minute, half] = /^(0[1-9]|1[0-2]):([0-5]\d)(AM|PM)$/.exec(text) ?? []
  if (hour !== undefined) return (Number(hour) % 12) * 60 + Number(minute) + (half === 'PM' ? 12 * 60 : 0)
  issues.addIssue({
    code: 'custom',
    message: `"${text}" is not a time such as 08:30AM: two digits each, then AM or PM`,
  })
  return z.NEVER
})

const power = z
  .strictObject({
    /** Minutes from midnight, local time; none is midnight too, which means from the start. */
    periodic_wake_up_start: timeOfDay.default(0),
    /** Nodes a round. */
    periodic_wake_up_limit: z
      .number()
      .int()
      .min(0)
      .max(255)
      .default(0)
      .transform((limit) => (limit === 0 ? 1 : limit)),
    /** Times that a core is lent. */
    overprovision_cpu: z
      .number()
      .int()
      .min(0)
      .max(4, { error: 'from 1 to 4' })
      .default(0)
      .transform((times) => (times === 0 ? 2 : times)),
    wake_up_threshold: thresholds,
  })
  .prefault({})

/** The file of a farmerbot, as its own documentation has it. */
export const farmFile = z
  .strictObject(
    {
      farm_id: id,
      /** Without any, all nodes of the farm that are not excluded. */
      included_nodes: ids,
      excluded_nodes: ids,
      priority_nodes: ids,
      never_shutdown_nodes: ids,
      power,
    },
    // Only of what is no mapping at all: what is wrong inside of it says so itself.
    {
      error: ({ code }) =>
        code === 'invalid_type' ? 'a farm: farm_id, and what is said of its nodes and power' : undefined,
    },
  )
  .superRefine((file, { addIssue }) => {
    for (const [key, at, node, message] of contradictions(file))
      addIssue({ code: 'custom', path: [key, at], message: `node ${node} ${message}` })
    if (file.included_nodes.length > 0 && new Set(file.included_nodes).size < LEAST_NODES)
      addIssue({ code: 'custom', path: ['included_nodes'], message: `at least ${LEAST_NODES} nodes` })
  })

export type FarmFile = z.output<typeof farmFile>
type Lists = Pick<FarmFile, 'included_nodes' | 'excluded_nodes' | 'priority_nodes' | 'never_shutdown_nodes'>

/** What can be said without knowing the farm. */
function* contradictions(file: Lists): Iterable<[keyof Lists, number, number, string]> {
  const { included_nodes: included, excluded_nodes: excluded } = file
  for (const [at, node] of included.entries())
    if (excluded.includes(node)) yield ['included_nodes', at, node, 'is also among the excluded nodes']
  for (const key of ['priority_nodes', 'never_shutdown_nodes'] as const)
    for (const [at, node] of file[key].entries()) {
      if (excluded.includes(node)) yield [key, at, node, 'is among the excluded nodes']
      else if (included.length > 0 && !included.includes(node)) yield [key, at, node, 'is not among the included nodes']
    }
}
