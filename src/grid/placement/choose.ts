import type { PlacementContext } from '../../../machines/duties/deployment-placement.ts'
import type { TaskContext } from '../../kernel/index.ts'
import { createBestFit } from './best-fit.ts'
import { claimName } from './claim-name.ts'
import type { PlacementConfig } from './config.ts'
import { createFirstFit } from './first-fit.ts'
import type { Found, Planner } from './planner.ts'
import type { PlacementPorts } from './ports.ts'
import { createPreferring } from './preferring.ts'
import type { PlacementRequest } from './request.ts'

/** A planner by the strategy; where the nodes plan, one that is used for nothing but telling what is known. */
export function createPlanner({ strategy, priority }: PlacementConfig, publicIps: number): Planner {
  const create = strategy === 'first-fit' ? createFirstFit : createBestFit
  return priority.length === 0 ? create(publicIps) : createPreferring(priority, create, publicIps)
}

/** The request of the part that is looked for, without the nodes that were tried for it. */
export function openRequest({ parts, at }: PlacementContext): PlacementRequest {
  const { request, tried } = parts[at]!
  return { ...request, excluded: [...request.excluded, ...tried.map(({ node }) => node)] }
}

/** A node for the part that is looked for. Found by a planner, the turn is kept until it is claimed. @throws what passes */
export async function choose(
  { context }: { readonly context: PlacementContext },
  ctx: TaskContext<PlacementConfig, PlacementPorts>,
): Promise<Found> {
  const { config, ports, signal } = ctx
  const { negotiator, pool, turns } = ports
  const request = openRequest(context)
  if (config.strategy === 'nodes') return negotiator(ctx).place(claimName(context, context.at), request, { signal })
  await turns.take(context.name, signal)
  let found: Found | undefined
  try {
    found = pool.find(request)
    return found
  } finally {
    if (found === undefined || 'refusal' in found) turns.leave(context.name)
  }
}
