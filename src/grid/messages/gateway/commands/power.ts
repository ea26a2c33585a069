import { z } from 'zod'
import type { TaskContext } from '../../../../kernel/index.ts'
import { IncludeNode, SetNodeAside, SleepNode, WakeNode } from '../../../farm/events.ts'
import type { Request } from '../../endpoint/serving.ts'
import { payloadOf, refusedBy } from './refusals.ts'

/** A bare number. */
const nodeId = z.number({ error: 'the id of a node' }).int().min(1).max(4_294_967_295)

type Ctx = Pick<TaskContext, 'ask'>
type Asked = Pick<Request, 'payload'>

/** Switches a node on and leaves it to the farmer from then on. @throws MessageError */
export async function powerOn({ payload }: Asked, ctx: Ctx): Promise<null> {
  const node = payloadOf(nodeId, payload)
  const outcome = await ctx.ask(WakeNode, { nodeId: node, reason: 'farmer' })
  if (!outcome.ok) throw refusedBy(outcome.refusal, unknown(node))
  return leaveAlone(node, ctx)
}

/** Switches a node off, unless the farm's rules are against it, and leaves it to the farmer from then on. @throws MessageError */
export async function powerOff({ payload }: Asked, ctx: Ctx): Promise<null> {
  const node = payloadOf(nodeId, payload)
  const outcome = await ctx.ask(SleepNode, { nodeId: node, reason: 'farmer' })
  if (!outcome.ok) throw refusedBy(outcome.refusal, { ...against(node), ...unknown(node) })
  return leaveAlone(node, ctx)
}

/** Gives a node back to the farm's rules. @throws MessageError */
export async function includeNode({ payload }: Asked, ctx: Ctx): Promise<null> {
  const node = payloadOf(nodeId, payload)
  const outcome = await ctx.ask(IncludeNode, { nodeId: node })
  if (outcome.ok) return null
  throw refusedBy(outcome.refusal, { ...unknown(node), excluded: `the config of the farm leaves out node '${node}'` })
}

async function leaveAlone(node: number, ctx: Ctx): Promise<null> {
  const outcome = await ctx.ask(SetNodeAside, { nodeId: node })
  if (!outcome.ok) throw refusedBy(outcome.refusal, unknown(node))
  return null
}

const unknown = (node: number) => ({ 'no-such-node': `node '${node}' is not found` })

const REASONS_AGAINST = {
  'never-shutdown': 'node is configured to never be shutdown',
  'public-config': 'node has public config',
  claimed: 'node has claimed resources',
  rented: 'node has a rent contract',
  contracts: 'node has active contracts',
  'in-use': 'node is being used',
  'last-node': 'at least one node should be on in the farm',
  'changed-recently': "node's power state was changed recently",
  unreachable: 'node is not reachable',
}

const against = (node: number) =>
  Object.fromEntries(
    Object.entries(REASONS_AGAINST).map(([code, text]) => [code, `cannot power off node '${node}', ${text}`]),
  )
