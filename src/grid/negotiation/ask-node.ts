import type { z } from 'zod'
import { type Answering, NODE_ANSWERS, type NodeCommand } from './holds/answers.ts'

/**
 * Asks one of the farm's nodes, which may be this one; what it answers is checked.
 *
 * @throws MessageError, ZodError for its answer, or the reason of the signal
 */
export async function askNode<Answer>(
  ctx: Answering,
  nodeId: number,
  ask: { readonly command: NodeCommand; readonly payload: unknown; readonly answer: z.ZodType<Answer> },
  signal: AbortSignal,
): Promise<Answer> {
  const { nodeId: here, messages } = ctx.ports
  if (nodeId === here) return ask.answer.parse(await NODE_ANSWERS[ask.command](ask.payload, ctx))
  const twinId = ctx.ports.facts()?.nodes.get(nodeId)?.twinId
  if (twinId === undefined) throw new Error(`there is no node ${nodeId} in this farm`)
  return ask.answer.parse(await messages.ask(twinId, ask.command, ask.payload, { signal }))
}
