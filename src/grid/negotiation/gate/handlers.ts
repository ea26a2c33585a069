import type { TaskArgs, TaskContext } from '../../../kernel/index.ts'
import { MessageError } from '../../messages/errors.ts'
import { payloadOf, refusedBy } from '../../messages/gateway/commands/refusals.ts'
import type { NegotiationConfig } from '../config.ts'
import { NODE_ANSWERS, type NodeCommand } from '../holds/answers.ts'
import { LeadPlacement } from '../lead/events.ts'
import { COMMANDS, type NegotiationAsk } from '../messages.ts'
import type { NegotiationPorts } from '../ports.ts'
import { unavailable } from '../unavailable.ts'
import { placeAsk } from '../wire.ts'

type TaskCtx = TaskContext<NegotiationConfig, NegotiationPorts>

/** A leader that has many to place for takes its time. */
const LEAD_WITHIN = '2m'

/** Answers the other nodes as long as this one takes part. */
async function serve(_: TaskArgs, ctx: TaskCtx): Promise<void> {
  const { incoming } = ctx.ports
  const nodeCommands = Object.keys(NODE_ANSWERS) as NodeCommand[]
  const ends = nodeCommands.map((command) =>
    incoming.serve(command, async (ask) => NODE_ANSWERS[command](admitted(ask, ctx), ctx)),
  )
  ends.push(incoming.serve(COMMANDS.place, async (ask) => lead(admitted(ask, ctx), ctx)))
  const { promise, resolve } = Promise.withResolvers<void>()
  ctx.signal.addEventListener('abort', () => resolve(), { once: true })
  await promise
  for (const end of ends) end()
}

async function lead(payload: unknown, ctx: TaskCtx): Promise<unknown> {
  const outcome = await ctx.ask(LeadPlacement, payloadOf(placeAsk, payload), { deadline: LEAD_WITHIN })
  if (outcome.ok) return outcome.value
  throw refusedBy(outcome.refusal)
}

/** @returns what is asked, if it is asked by one of the farm's nodes or by who else may. @throws MessageError */
function admitted({ from, payload }: NegotiationAsk, { config, ports }: TaskCtx): unknown {
  const facts = ports.facts()
  if (facts === undefined) throw unavailable()
  const isPeer = [...facts.nodes.values()].some(({ twinId }) => twinId === from)
  if (isPeer || from === facts.farmerTwin || config.askers.includes(from)) return payload
  throw new MessageError('not-authorized', 'only nodes of the farm, its farmer and whom they let take part')
}

export const handlers = { 'negotiation-gate.serve': serve }
