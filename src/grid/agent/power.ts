import { z } from 'zod'
import type { PowerOnChain } from '../../../machines/coordinators/node-agent.ts'
import { readHead, readState } from '../../chain/reader/read.ts'
import { messageOf, type TaskArgs, type TaskContext } from '../../kernel/index.ts'
import type { AgentConfig } from './config.ts'
import { NodeAsleep } from './events.ts'
import { type AgentPorts, selfOf } from './ports.ts'
import { identify, submit } from './self.ts'

type TaskCtx = TaskContext<AgentConfig, AgentPorts>

const GRID = 'TfgridModule'

/** `Up`, or `Down` since a block, in either spelling of a reader. */
const stateOfPower = z.union([
  z.enum(['Up', 'Down']),
  z.object({ up: z.null() }).transform(() => 'Up' as const),
  z.object({ down: z.coerce.number() }).transform(() => 'Down' as const),
])
const nodePower = z
  .object({ state: stateOfPower, target: z.enum(['Up', 'Down']) })
  .transform(({ state, target }): PowerOnChain => ({ says: state, told: target }))

async function readPower(ctx: TaskCtx): Promise<PowerOnChain> {
  const { hash: at } = await readHead(ctx)
  return readState(ctx, nodePower, { pallet: GRID, item: 'NodePower', keys: [selfOf(ctx).nodeId], at })
}

/** A new call each time: what was said before was said of another time. */
const turnOf = (ctx: TaskCtx): string => `${selfOf(ctx).nodeId}/${Math.floor(ctx.now())}`

/** How long it is up, and what its clock says: the chain takes no report of a clock that is a minute off. */
async function reportUptime(ctx: TaskCtx): Promise<void> {
  const now = ctx.now()
  const uptime = Math.max(0, Math.floor((now - ctx.ports.self.bootedAt) / 1_000))
  const args = [uptime, Math.floor(now / 1_000)]
  await submit(ctx, `uptime/${turnOf(ctx)}`, { pallet: GRID, name: 'report_uptime_v2', args })
  ctx.log.info({ node: selfOf(ctx).nodeId, uptime }, 'uptime reported')
}

const say = (ctx: TaskCtx, state: 'Up' | 'Down'): Promise<void> =>
  submit(ctx, `state/${state}/${turnOf(ctx)}`, { pallet: GRID, name: 'change_power_state', args: [state] })

/** Resolves with what it was told by then. */
async function goDown(ctx: TaskCtx): Promise<PowerOnChain> {
  await say(ctx, 'Down')
  await reportUptime(ctx).catch(() => {
    ctx.log.warn({ node: selfOf(ctx).nodeId }, 'the last uptime was not reported')
  })
  return readPower(ctx)
}

async function sleep(ctx: TaskCtx): Promise<void> {
  const { nodeId, mac } = selfOf(ctx)
  ctx.log.info({ node: nodeId }, 'asleep')
  ctx.emit(NodeAsleep, { nodeId })
  await ctx.ports.network.sleep({ nodeId, mac }, ctx.signal)
}

/** Says in the log what a task has failed of: the machine tries again. */
const told =
  <Result>(task: (ctx: TaskCtx) => Promise<Result>, failure: string) =>
  async (_: TaskArgs, ctx: TaskCtx): Promise<Result> => {
    try {
      return await task(ctx)
    } catch (error) {
      if (!ctx.signal.aborted) ctx.log.warn({ error: messageOf(error) }, failure)
      throw error
    }
  }

async function boot(ctx: TaskCtx): Promise<void> {
  const { self, signer } = ctx.ports
  self.current = await identify(ctx, signer.account)
  self.bootedAt = ctx.now()
  const { nodeId: node, twinId: twin, farmId: farm } = self.current
  ctx.log.info({ node, twin, farm }, 'booted')
}

export const powerTasks = {
  'agent.identify': told(boot, 'this node does not know yet who it is'),
  'agent.reportUptime': told(reportUptime, 'its uptime was not reported'),
  'agent.readPower': told(readPower, 'its power could not be read'),
  'agent.sayUp': told((ctx) => say(ctx, 'Up'), 'the chain does not know that it is up'),
  'agent.goDown': told(goDown, 'it could not go down'),
  'agent.sleep': told(sleep, 'it could not sleep'),
}
