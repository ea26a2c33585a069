import type { FarmFile } from './farm-file.ts'

/** A farm as the chain has it. */
export interface ChainFarm {
  readonly id: number
  readonly twinId: number
  readonly nodes: readonly number[]
}

/** What a file says that the farm contradicts. */
export interface FarmProblem {
  readonly path: readonly (string | number)[]
  readonly message: string
}

const LEAST_NODES = 2

/** The nodes a farm's file leaves to be managed, those of priority first, the others in the order of the farm. */
export function managedNodes(file: FarmFile, { nodes }: ChainFarm): number[] {
  const { included_nodes: included, excluded_nodes: excluded, priority_nodes: first } = file
  const managed = nodes.filter((id) => (included.length === 0 || included.includes(id)) && !excluded.includes(id))
  const prior = [...new Set(first)].filter((id) => managed.includes(id))
  return [...prior, ...managed.filter((id) => !prior.includes(id))]
}

/** @param twinId of the account that signs */
export function farmProblems(file: FarmFile, farm: ChainFarm, twinId: number): FarmProblem[] {
  const lists = ['included_nodes', 'excluded_nodes', 'priority_nodes', 'never_shutdown_nodes'] as const
  const strangers = lists.flatMap((key) =>
    file[key].flatMap((node, at) =>
      farm.nodes.includes(node)
        ? []
        : [{ path: [key, at], message: `node ${node} is not in farm ${farm.id}: it has ${farm.nodes.join(', ')}` }],
    ),
  )
  const managed = managedNodes(file, farm).length
  return [
    ...(farm.twinId === twinId
      ? []
      : [
          {
            path: ['farm_id'],
            message: `farm ${farm.id} is of twin ${farm.twinId}, and the account is of twin ${twinId}`,
          },
        ]),
    ...strangers,
    ...(managed < LEAST_NODES
      ? [{ path: ['included_nodes'], message: `leaves ${managed} nodes to be managed; at least ${LEAST_NODES}` }]
      : []),
  ]
}
