import { verifySignature } from '../../chain/signing/signature.ts'
import { messageOf } from '../../kernel/index.ts'
import { readGridNode, readPeriodLength, readTwinAccount } from '../chain-state.ts'
import { signedReply } from '../evidence/replies.ts'
import { statementBytes } from '../evidence/statement.ts'
import type { Used } from '../evidence/used.ts'
import { within } from '../messages/deadline.ts'
import type { TaskCtx } from './ports.ts'

export interface Question {
  readonly genesis: string
  readonly farmId: number
  readonly agreement: bigint
  readonly period: number
  /** Hash of a block. */
  readonly at: string
}

/** What a node has signed of our deployments, by their ids; `silent` where it does not answer, `stranger` where it is not of the farm. */
export type Said = ReadonlyMap<bigint, Used> | 'silent' | 'stranger'

/** What it has not signed is as if it had said nothing. @throws ReadFailed */
export async function saidBy(node: number, question: Question, ctx: TaskCtx): Promise<Said> {
  const { genesis, farmId, agreement, period, at } = question
  const known = await readGridNode(ctx, node, at)
  if (known?.farmId !== farmId) return 'stranger'
  const [seconds, account] = await Promise.all([readPeriodLength(ctx), readTwinAccount(ctx, known.twinId, at)])
  const signal = within(ctx.config.answerWithin, ctx)
  const answer = await ctx.ports.messages
    .ask(known.twinId, 'usage.get', { period, seconds }, { signal })
    .catch((error: unknown) => ctx.log.info({ node, period, error: messageOf(error) }, 'a node did not answer'))
  const reply = signedReply.safeParse(answer)
  if (!reply.success || account === undefined) return 'silent'
  const held = reply.data.statements.filter(
    ({ signature, ...said }) =>
      said.agreement === agreement &&
      verifySignature(statementBytes({ ...said, genesis, node, period }), signature, account),
  )
  return new Map(held.map(({ deployment, used }) => [deployment, used]))
}
