import type { NegotiatedPlacementContext } from '../../../../machines/duties/negotiated-placement.ts'
import type { TaskArgs, TaskContext } from '../../../kernel/index.ts'
import { within } from '../../messages/deadline.ts'
import { MessageError } from '../../messages/errors.ts'
import { TURNS } from '../config.ts'
import { leadersOf } from '../leadership.ts'
import { COMMANDS } from '../messages.ts'
import { type PlaceAnswer, type PlaceAsk, placeAnswer } from '../wire.ts'
import type { NegotiatorConfig } from './config.ts'
import type { NegotiatorPorts } from './ports.ts'
import type { AskTurn, AskVerdict, Said } from './verdicts.ts'

type TaskCtx = TaskContext<NegotiatorConfig, NegotiatorPorts>

/** Asks one node as the leader. What it answers too late is not heard: each time it is another attempt. @throws what passes */
export async function askLeader({ context }: TaskArgs<NegotiatedPlacementContext>, ctx: TaskCtx): Promise<AskVerdict> {
  const { name, late, redirect } = context
  const facts = ctx.ports.facts()
  if (facts === undefined) throw new Error('the farm has not been read yet')
  const { slot } = facts
  const leaders = leadersOf(facts)
  const rank = context.slot === slot ? context.rank : 0
  const nodeId = redirect ?? silentLast(leaders, ctx)[rank]
  if (nodeId === undefined) throw new Error('no node is up')
  const attempt = Math.max(context.attempt + TURNS, Math.floor(ctx.now() * TURNS))
  const requests = context.requests.map((request) => ({ ...request, excluded: [...request.excluded, ...late] }))
  const ask = { name, attempt, requests, slot, rank: Math.max(rank, leaders.indexOf(nodeId)) }
  const turn = { attempt, slot, rank, hasNext: rank + 1 < leaders.length }
  const answer = await askNodeToLead(nodeId, ask, ctx)
  if (answer === undefined) return { ...turn, verdict: 'silent' }
  return { ...turn, ...verdictOf(answer) }
}

function verdictOf(answer: PlaceAnswer): Said & Partial<AskTurn> {
  switch (answer.kind) {
    case 'placed':
    case 'waking':
      return { verdict: answer.kind, nodes: answer.nodes }
    case 'refused':
      return { verdict: 'refused', refusal: answer.refusal }
    case 'elsewhere':
      return { verdict: 'elsewhere', leader: answer.leader }
    default:
      // Another leader would come to the same.
      return { verdict: 'again', hasNext: false, ...(answer.beyond === undefined ? {} : { attempt: answer.beyond }) }
  }
}

/** In the order of the slot, but those that did not answer of late after the others. */
function silentLast(leaders: readonly number[], ctx: TaskCtx): number[] {
  const now = ctx.now()
  const isSilent = (id: number) => (ctx.ports.silent.get(id) ?? 0) > now
  return [...leaders.filter((id) => !isSilent(id)), ...leaders.filter(isSilent)]
}

async function askNodeToLead(nodeId: number, payload: PlaceAsk, ctx: TaskCtx): Promise<PlaceAnswer | undefined> {
  const { ports, config } = ctx
  try {
    const twinId = ports.facts()!.nodes.get(nodeId)!.twinId
    const signal = within(config.answerWithin, ctx)
    const answer = placeAnswer.parse(await ports.messages.ask(twinId, COMMANDS.place, payload, { signal }))
    ports.silent.delete(nodeId)
    return answer
  } catch (error) {
    // It has answered: its turn comes again once it knows its farm.
    if (error instanceof MessageError && error.code === 'unavailable') return undefined
    ports.silent.set(nodeId, ctx.now() + config.silentFor * 1_000)
    return undefined
  }
}
