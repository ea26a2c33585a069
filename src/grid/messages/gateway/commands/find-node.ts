import { z } from 'zod'
import type { TaskContext } from '../../../../kernel/index.ts'
import { GIB } from '../../../capacity/resources.ts'
import { nameOfFind } from '../../../placement/claim-name.ts'
import { CancelPlacement, PlaceDeployment } from '../../../placement/events.ts'
import type { PlacementRequest } from '../../../placement/request.ts'
import type { Request } from '../../endpoint/serving.ts'
import { MessageError } from '../../errors.ts'
import type { GatewayConfig } from '../config.ts'
import type { GatewayPorts } from '../ports.ts'
import { payloadOf, refusedBy } from './refusals.ts'

const count = (most: number) => z.number().int().min(0).max(most).default(0)
const gigabytes = count(Number.MAX_SAFE_INTEGER / GIB)
const names = z.array(z.string()).nullable().default([])

/** What a node has to be like: sizes in GiB, which the protocol calls GB. A key that it does not know says something it cannot honour. */
const nodeFilter = z
  .strictObject({
    nodes_excluded: z.array(z.number().int()).nullable().default([]),
    num_gpu: count(255),
    gpu_vendors: names,
    gpu_devices: names,
    certified: z.boolean().default(false),
    dedicated: z.boolean().default(false),
    public_config: z.boolean().default(false),
    public_ips: count(Number.MAX_SAFE_INTEGER),
    hru: gigabytes,
    sru: gigabytes,
    mru: gigabytes,
    cru: count(Number.MAX_SAFE_INTEGER),
  })
  .transform(
    (filter): PlacementRequest => ({
      resources: { cru: filter.cru, mru: filter.mru * GIB, sru: filter.sru * GIB, hru: filter.hru * GIB },
      publicIps: filter.public_ips,
      publicConfig: filter.public_config,
      certified: filter.certified,
      dedicated: filter.dedicated,
      gpus: { count: filter.num_gpu, vendors: filter.gpu_vendors ?? [], devices: filter.gpu_devices ?? [] },
      excluded: filter.nodes_excluded ?? [],
    }),
  )

const MINUTE = 60_000

/** Milliseconds by which an answer has to leave before its time is over. */
const MARGIN = 1_000

/** A node for a deployment, claimed for who asks, and up by the time of the answer. @throws MessageError */
export async function findNode(
  { from: { twinId }, uid, until, payload }: Request,
  ctx: TaskContext<GatewayConfig, GatewayPorts>,
): Promise<number> {
  const request = payloadOf(nodeFilter, payload)
  const { claims, claimFor } = ctx.config.findNode
  const now = ctx.now()
  const ttl = Math.ceil(claimFor * MINUTE)
  const slot = ctx.ports.ledger.open(twinId, { most: claims, now, until: until + ttl })
  if (slot === undefined)
    throw new MessageError(
      'too-many-claims',
      `twin ${twinId} has ${claims} nodes claimed that it has not deployed on`,
      {
        retryable: true,
      },
    )
  const name = nameOfFind(twinId, uid)
  const outcome = await ctx.ask(
    PlaceDeployment,
    { name, request, ttl },
    { deadline: Math.max(MARGIN, until - now - MARGIN) },
  )
  if (outcome.ok) {
    slot.took(outcome.value.nodeId, ctx.now() + ttl)
    return outcome.value.nodeId
  }
  slot.free()
  // Nobody will hear of the node.
  if (outcome.refusal.code === 'late') await ctx.ask(CancelPlacement, { name })
  throw refusedBy(outcome.refusal, NOT_FOUND)
}

const NOT_FOUND: Readonly<Record<string, string>> = {
  'no-node': 'could not find a suitable node with the given options',
  'not-enough-public-ips': 'not enough public ips',
}
