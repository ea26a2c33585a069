import type { UsageRoundContext } from '../../../machines/duties/usage-round.ts'
import { verifySignature } from '../../chain/signing/signature.ts'
import { messageOf } from '../../kernel/index.ts'
import { readGenesis, readGridNode, readTwinAccount } from '../chain-state.ts'
import { deployedReply, type StatedUsage } from '../evidence/replies.ts'
import { statementBytes } from '../evidence/statement.ts'
import { within } from '../messages/deadline.ts'
import { admitAgreed, admitContracted } from './admit.ts'
import { createCapacity } from './capacity.ts'
import { UsageDisputed } from './events.ts'
import { readInstant } from './periods.ts'
import type { TaskCtx } from './ports.ts'
import type { KeptStatement } from './records/records.ts'

/** `proven`: it has said all. `again`: it did not answer. `over`: it is too late for an answer, or it is no node of the farm any more. */
export type RoundVerdict =
  | { readonly verdict: 'proven'; readonly statements: number }
  | { readonly verdict: 'again' | 'over'; readonly reason: string }

/** Asks a node what ran on it in a period, and keeps what it has signed. @throws ReadFailed */
export async function askNode({ node, period }: UsageRoundContext, ctx: TaskCtx): Promise<RoundVerdict> {
  const { config, ports } = ctx
  const { hash: at } = await readInstant(ctx)
  const known = await readGridNode(ctx, node, at)
  if (known === null || known.farmId !== config.farmId) return { verdict: 'over', reason: 'left' }
  const { length } = ports.memory.rules!
  const reply = await ask(ctx, known.twinId, { period, seconds: length })
  if (typeof reply === 'string') return { verdict: isOver(ctx, period) ? 'over' : 'again', reason: reply }
  const [genesis, account] = await Promise.all([readGenesis(ctx, at), readTwinAccount(ctx, known.twinId, at)])
  const admit = (config.mode === 'agreements' ? admitAgreed : admitContracted)(ports.records)
  const capacity = createCapacity(known, length, config.overprovision)
  const seen = new Set<string>()
  const kept: KeptStatement[] = []
  for (const stated of reply) {
    const { agreement, deployment, used, signature } = stated
    const bytes = statementBytes({ genesis, node, period, agreement, deployment, used })
    const name = `${agreement}/${deployment}`
    const isSigned = account !== undefined && verifySignature(bytes, signature, account)
    const dispute = !isSigned
      ? 'bad-signature'
      : seen.has(name)
        ? 'stated-twice'
        : ((await admit(ctx, stated, { farmId: config.farmId, node, period, at })) ??
          (capacity.take(used) ? undefined : 'beyond-capacity'))
    if (dispute !== undefined) {
      ctx.log.warn({ node, period, agreement, deployment, reason: dispute }, 'what a node says does not hold')
      ctx.emit(UsageDisputed, { node, period, agreement, deployment, reason: dispute })
    }
    // Who has signed nothing has said nothing: it must not stand in the way of what is said under the same name.
    if (!isSigned || seen.has(name)) continue
    seen.add(name)
    kept.push({ agreement, deployment, used, signature, dispute: dispute ?? null })
  }
  ports.records.keep({ node, period }, kept)
  return { verdict: 'proven', statements: kept.filter(({ dispute }) => dispute === null).length }
}

/** @returns the statements, or why there are none */
async function ask(
  ctx: TaskCtx,
  twinId: number,
  question: { readonly period: number; readonly seconds: number },
): Promise<readonly StatedUsage[] | string> {
  try {
    const answer = await ctx.ports.messages.ask(twinId, 'usage.get', question, {
      signal: within(ctx.config.answerWithin, ctx),
    })
    const reply = deployedReply.safeParse(answer)
    return reply.success ? reply.data.statements : 'unreadable'
  } catch (error) {
    return messageOf(error)
  }
}

function isOver({ config, ports: { memory } }: TaskCtx, period: number): boolean {
  return memory.seconds >= (period + 1 + config.giveUpAfter) * memory.rules!.length
}
