import type { ProofContext } from '../../../machines/coordinators/proof.ts'
import type { UsageRoundInput } from '../../../machines/duties/usage-round.ts'
import { DutyChanged } from '../../chain/duties/events.ts'
import { ResyncDone } from '../../chain/follower/events.ts'
import type { TaskArgs } from '../../kernel/index.ts'
import { readActiveContracts, readNodeContract, readSeconds } from '../chain-state.ts'
import { readNodeIds } from '../farm/read.ts'
import { keptSince, type PeriodRules, periodOf, readPeriodRules } from './periods.ts'
import { FAMILY, keyOf, type TaskCtx } from './ports.ts'

/** The most periods that are made up for at once, after a time without the node. */
const MOST = 200

/** Nodes that are named to people, of many. */
const NAMED = 5

/** Has all nodes asked for every period that is over: those of this look, and those that are open from before. */
export async function look({ context: { readAt } }: TaskArgs<ProofContext>, ctx: TaskCtx): Promise<void> {
  const { number, hash, resync } = readAt!
  const { memory, records } = ctx.ports
  memory.rules = await readPeriodRules(ctx, ctx.config)
  memory.seconds = await readSeconds(ctx, hash)
  memory.lookedAt = number
  const over = periodOf(memory.seconds, memory.rules) - 1
  const nodes = await readNodeIds(ctx, ctx.config.farmId, hash)
  records.dateContracts(over + 1, number, nodes)
  const first = Math.max(0, over - MOST + 1, (records.last() ?? over - ctx.config.giveUpAfter) + 1)
  if (first <= over) {
    for (let period = first; period <= over; period += 1) records.begin(period, nodes)
    const kept = keptSince(over, ctx.config.keepFor, memory.rules)
    records.forget(kept)
    records.forgetContracts(kept)
    ctx.log.info({ block: number, period: over, nodes: nodes.length }, 'asks what ran on the nodes')
  }
  const family = ctx.duties(FAMILY)
  const open = records.open()
  for (const round of open) family.open(keyOf(round.period, round.node), round)
  tellOpen(ctx, open, memory.rules)
  if (!resync.includes(ctx.name)) return
  await findContracts(ctx, nodes, hash)
  ctx.emit(ResyncDone, { consumer: ctx.name, number })
}

/** Those that were made while nobody here listened. @throws ReadFailed */
async function findContracts(ctx: TaskCtx, nodes: readonly number[], at: string): Promise<void> {
  for (const node of nodes)
    for (const deployment of await readActiveContracts(ctx, node, at)) {
      const found = await readNodeContract(ctx, deployment, at)
      if (!found?.contractType) continue
      const { nodeId, deploymentHash: hash } = found.contractType
      ctx.ports.records.findContract({ deployment, twinId: found.twinId, nodeId, hash })
    }
}

/** What nodes owe the farm of a period, and the farm who pays by it. */
function tellOpen(ctx: TaskCtx, open: readonly UsageRoundInput[], { length }: PeriodRules): void {
  for (const [period, rounds] of Map.groupBy(open, (round) => round.period)) {
    const by = (period + 1 + ctx.config.giveUpAfter) * length * 1_000
    const detail = silence(rounds.map(({ node }) => node))
    ctx.emit(DutyChanged, { kind: 'usage', key: String(period), state: 'running', by, detail })
  }
}

/** The first of them by their numbers. */
export function silence(nodes: readonly number[]): string {
  const more = nodes.length > NAMED ? `, and ${nodes.length - NAMED} more` : ''
  return `not said by ${nodes.slice(0, NAMED).join(', ')}${more}`
}
