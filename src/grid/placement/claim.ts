import type { PlacementContext } from '../../../machines/duties/deployment-placement.ts'
import type { Outcome, ResultOf, TaskArgs, TaskContext } from '../../kernel/index.ts'
import { ClaimNode, ReleaseClaim } from '../farm/events.ts'
import { claimName } from './claim-name.ts'
import type { PlacementConfig } from './config.ts'
import type { NoNode } from './planner.ts'
import type { PlacementPorts } from './ports.ts'
import type { ClaimVerdict, WakeVerdict } from './verdicts.ts'

type TaskCtx = TaskContext<PlacementConfig, PlacementPorts>
type Args = TaskArgs<PlacementContext>

const MINUTE = 60_000
const RELEASE_TRIES = 5

const ask = (context: PlacementContext, part: number, ctx: TaskCtx): Promise<Outcome<ResultOf<typeof ClaimNode>>> =>
  ctx.ask(ClaimNode, {
    nodeId: context.parts[part]!.node!,
    claim: claimName(context, part),
    request: context.parts[part]!.request,
    ttl: context.ttl,
  })

export async function claim({ context }: Args, ctx: TaskCtx): Promise<ClaimVerdict> {
  const outcome = await ask(context, context.at, ctx)
  ctx.ports.turns.leave(context.name)
  if (outcome.ok) return { verdict: 'granted', isUp: outcome.value.power === 'on' }
  const { code, reason = code, detail, retryable: passes } = outcome.refusal
  if (code !== 'refused') return { verdict: 'unknown', reason, passes }
  if (reason === 'public-ips') {
    const { wanted, free } = detail as { wanted: number; free: number }
    return { verdict: 'lacking', refusal: { code: 'not-enough-public-ips', wanted, free } satisfies NoNode }
  }
  return { verdict: 'refused', reason, passes }
}

/** Thrown while several nodes are waited for, to say which of them was lost. */
class LostNode extends Error {
  readonly verdict: WakeVerdict

  constructor(part: number, reason: string) {
    super(reason)
    this.verdict = { lost: { part, reason } }
  }
}

export async function awaitUp({ context: { parts } }: Args, ctx: TaskCtx): Promise<WakeVerdict> {
  const { pool } = ctx.ports
  const open = new Set(parts.keys())
  const waits = parts.map(async ({ node }, part) => {
    if ((await pool.whenSettled(node!, ctx.signal)) === 'lost') throw new LostNode(part, 'did-not-wake')
    open.delete(part)
  })
  const patience = async () => {
    await ctx.sleep(`${Math.ceil(ctx.config.wakePatience * MINUTE)}ms`)
    const [slow = 0] = open
    pool.distrust(parts[slow]!.node!)
    throw new LostNode(slow, 'too-slow')
  }
  return lostIn(Promise.race([Promise.all(waits), patience()]))
}

/** @throws what passes */
export async function confirm({ context }: Args, ctx: TaskCtx): Promise<WakeVerdict> {
  const claims = context.parts.map(async (_, part) => {
    const outcome = await ask(context, part, ctx)
    if (outcome.ok) return
    const { code, reason = code, retryable } = outcome.refusal
    throw retryable ? new Error(reason) : new LostNode(part, reason)
  })
  return lostIn(Promise.all(claims))
}

async function lostIn(waiting: Promise<unknown>): Promise<WakeVerdict> {
  try {
    await waiting
    return { lost: null }
  } catch (error) {
    if (error instanceof LostNode) return error.verdict
    throw error
  }
}

/** What cannot be given back falls back by itself. */
export async function release(nodeId: number, claim: string, ctx: TaskCtx): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await ctx.ask(ReleaseClaim, { nodeId, claim, isDeployed: false })
    if (outcome.ok || !outcome.refusal.retryable) return
    if (tries === RELEASE_TRIES) {
      ctx.log.warn({ node: nodeId, claim, reason: outcome.refusal.code }, 'a claim was not given back')
      return
    }
    await ctx.sleep(`${Math.ceil(ctx.config.retry * 1_000)}ms`)
  }
}

export const releaseLeft = async ({ context }: Args, ctx: TaskCtx): Promise<void> => {
  if (context.leaving !== null) await release(context.leaving, claimName(context, context.at), ctx)
}

export async function releaseAll(args: Args, ctx: TaskCtx): Promise<void> {
  const { context } = args
  ctx.ports.turns.leave(context.name)
  const held = context.parts.map(async ({ node }, part) => {
    if (node === null) return
    await release(node, claimName(context, part), ctx)
    if (ctx.config.strategy === 'nodes') await ctx.ports.negotiator(ctx).release(claimName(context, part), [node])
  })
  await Promise.all([...held, releaseLeft(args, ctx)])
}
