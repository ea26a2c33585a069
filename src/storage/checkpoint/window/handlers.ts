import { backoff, messageOf } from '../../../kernel/index.ts'
import { fallbackBlock } from '../fallback.ts'
import type { Ctx, DutyArgs, DutyStep, TaskCtx } from '../ports.ts'
import { conclude } from './conclude.ts'
import type { RoundVerdict } from './gathered.ts'
import { look } from './look.ts'
import { round } from './round.ts'
import { type SubmitVerdict, submit } from './submit.ts'
import { tellEnd, tellState } from './tell.ts'

/** What came to nothing is tried again after a pause; meanwhile the operator can see why. */
const watched =
  <Result>(what: string, task: (args: DutyArgs, ctx: TaskCtx) => Promise<Result>) =>
  async (args: DutyArgs, ctx: TaskCtx): Promise<Result> => {
    try {
      return await task(args, ctx)
    } catch (error) {
      if (!ctx.signal.aborted) ctx.log.warn({ duty: ctx.key, error: messageOf(error) }, what)
      throw error
    }
  }

async function signed(args: DutyArgs, ctx: TaskCtx): Promise<RoundVerdict> {
  const verdict = await round(args, ctx)
  if (verdict.verdict === 'short' && !ctx.signal.aborted)
    ctx.log.info({ duty: ctx.key, reason: verdict.reason }, 'a checkpoint waits for signatures')
  return verdict
}

async function submitted(args: DutyArgs, ctx: TaskCtx): Promise<SubmitVerdict> {
  const verdict = await submit(args, ctx)
  if (verdict.verdict === 'again' && !ctx.signal.aborted)
    ctx.log.warn({ duty: ctx.key, reason: verdict.reason }, 'a checkpoint was not taken')
  return verdict
}

function scheduleTurn({ context }: DutyStep, ctx: Ctx): void {
  const block = fallbackBlock(context.term!, ctx.ports.memory.head!.number, ctx.random)
  // One from before the windows were configured otherwise must not stay.
  if (block === null) ctx.ports.memory.turns.delete(ctx.key!)
  else ctx.ports.memory.turns.set(ctx.key!, block)
}

function retry({ context: { failures } }: DutyStep, ctx: Ctx): number {
  return backoff(ctx.config.backoff, failures, ctx.random)
}

export const windowHandlers = {
  'checkpoint.look': watched('what is stored of a bucket cannot be read', look),
  'checkpoint.scheduleTurn': scheduleTurn,
  'checkpoint.round': watched('a checkpoint cannot be proposed', signed),
  'checkpoint.submit': submitted,
  'checkpoint.conclude': watched('how a window has ended cannot be read', conclude),
  'checkpoint.retry': retry,
  'checkpoint.tellState': tellState,
  'checkpoint.tellEnd': tellEnd,
}
