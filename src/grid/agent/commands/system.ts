import { z } from 'zod'
import type { ActorContext } from '../../../kernel/index.ts'
import { plus, type Resources } from '../../capacity/resources.ts'
import type { Request } from '../../messages/endpoint/serving.ts'
import { MessageError } from '../../messages/errors.ts'
import { payloadOf } from '../../messages/gateway/commands/refusals.ts'
import { callNode } from '../../wake/duty-handlers.ts'
import type { AgentConfig } from '../config.ts'
import { sumOf, takenBy } from '../deployments/capacity.ts'
import { type AgentPorts, selfOf } from '../ports.ts'

type Ctx = ActorContext<AgentConfig, AgentPorts>

const counted = ({ cru, sru, hru, mru }: Resources, ipv4u = 0) => ({ cru, sru, hru, mru, ipv4u })

/** What the node has, and what is taken of it; what it needs for itself is taken too. */
export function statistics(ctx: Ctx) {
  const { deployments } = ctx.ports
  const { resources, publicIps } = sumOf(deployments.all().map(takenBy))
  const { system } = ctx.config
  return {
    total: counted(selfOf(ctx).resources),
    used: counted(plus(system, resources), publicIps),
    system: counted(system),
    users: {
      deployments: deployments.all().length,
      workloads: deployments.all().reduce((sum, { workloads }) => sum + workloads.length, 0),
    },
  }
}

/** Its disks, as far as it has any. */
export function pools(ctx: Ctx) {
  const { resources } = selfOf(ctx)
  const taken = sumOf(ctx.ports.deployments.all().map(takenBy)).resources
  return (['sru', 'hru'] as const)
    .filter((kind) => resources[kind] > 0)
    .map((kind) => ({
      name: kind,
      type: kind === 'sru' ? 'ssd' : 'hdd',
      size: resources[kind],
      used: taken[kind] + ctx.config.system[kind],
    }))
}

const wanted = z.object({ node_id: z.number().int().min(1) })

/** Wakes another node, for the farmer who has it told by the chain to come up. @throws MessageError */
export function wake({ from, payload }: Request, ctx: Ctx): null {
  if (from.twinId !== selfOf(ctx).farmerTwin)
    throw new MessageError('not-authorized', 'only the farmer has nodes woken')
  const { node_id: nodeId } = payloadOf(wanted, payload)
  callNode(ctx, nodeId)
  return null
}
