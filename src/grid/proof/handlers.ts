import type { ProofContext } from '../../../machines/coordinators/proof.ts'
import type { UsageRoundContext } from '../../../machines/duties/usage-round.ts'
import { DutyChanged } from '../../chain/duties/events.ts'
import { type BlockFinalized, ResyncNeeded } from '../../chain/follower/events.ts'
import { backoff, type FactEvent, type PayloadOf, type StepArgs, type TaskArgs } from '../../kernel/index.ts'
import type { ContractCreated, NodeContractCanceled } from '../chain-facts.ts'
import { textOf } from '../chain-state.ts'
import type { NodeChanged } from '../farm/events.ts'
import { telling } from '../telling.ts'
import { askNode } from './ask.ts'
import { type GatherUsage, type NoteDeployment, PeriodProven, UsageMissing, UsageProven } from './events.ts'
import { look, silence } from './look.ts'
import { type Ctx, FAMILY, keyOf, type TaskCtx } from './ports.ts'
import type { Round as Opened } from './records/records.ts'

type Step<Event = object> = StepArgs<ProofContext, Event & { type: string }>
type BlockStep = Step<FactEvent<typeof BlockFinalized>>
type NodeStep = Step<FactEvent<typeof NodeChanged>>
type ContractStep = Step<FactEvent<typeof ContractCreated>>
type EndStep = Step<FactEvent<typeof NodeContractCanceled>>
type Round = { readonly context: UsageRoundContext }

function askAwake({ event: { payload } }: NodeStep, ctx: Ctx): void {
  const family = ctx.duties(FAMILY)
  for (const { period, node } of ctx.ports.records.openOf(payload.id))
    family.tell(keyOf(period, node), { type: 'usage.Woken', payload: null })
}

/** Its node is asked when the period is over: by then the contract may be gone from the chain. */
function noteContract({ event: { payload } }: ContractStep, { ports }: Ctx): void {
  const { contractId: deployment, twinId, contractType } = payload[0]
  if (contractType.kind !== 'node') return
  const { nodeId, deploymentHash } = contractType
  ports.records.noteContract({ deployment, twinId, nodeId, hash: textOf(deploymentHash) })
}

/** What is to be billed late is not billed before its nodes were asked once, by a process that has just begun too. */
function isEarly({ first, last }: PayloadOf<typeof GatherUsage>, { ports: { memory, records } }: TaskCtx): boolean {
  if (memory.rules === null || (records.last() ?? -1) < last) return true
  const isOpen = ({ period }: Opened) => first <= period && period <= last
  return records.open().some((round) => isOpen(round) && !memory.asked.has(keyOf(round.period, round.node)))
}

function tellPeriod(period: number, ctx: Ctx): void {
  if (ctx.ports.records.isOpen(period)) return
  const { missing } = ctx.ports.records.gather({ first: period, last: period, agreement: null })
  const ended =
    missing.length === 0 ? { state: 'done' as const } : { state: 'missed' as const, detail: silence(missing) }
  ctx.emit(DutyChanged, { kind: 'usage', key: String(period), ...ended })
  ctx.emit(PeriodProven, { period })
}

function pause({ context: { attempts } }: Round, ctx: Ctx): number {
  return backoff(ctx.config.backoff, Math.max(0, attempts - 1), ctx.random)
}

export const handlers = {
  'proof.isMarked': ({ event }: BlockStep, ctx: Ctx) => event.payload.resync.includes(ctx.name),
  'proof.isTime': ({ event }: BlockStep, { config, ports }: Ctx) =>
    event.payload.number >= ports.memory.lookedAt + config.lookEvery,
  'proof.isAwake': ({ event }: NodeStep) => event.payload.power === 'on',
  'proof.needResync': (_: Step, ctx: Ctx) => void ctx.emit(ResyncNeeded, { consumer: ctx.name }),
  'proof.askAwake': askAwake,
  'proof.noteContract': noteContract,
  'proof.endContract': ({ event: { payload } }: EndStep, { ports }: Ctx) =>
    ports.records.endContract(payload.contractId, payload.nodeId, payload.block.number),
  'proof.look': (args: TaskArgs<ProofContext>, ctx: TaskCtx) =>
    telling(ctx, 'the farm and the clock cannot be read', look(args, ctx)),
  'proof.ask': async ({ context }: Round, ctx: TaskCtx) => {
    const verdict = await telling(ctx, 'what a node says cannot be checked', askNode(context, ctx))
    if (verdict.verdict === 'again') ctx.ports.memory.asked.add(keyOf(context.period, context.node))
    return verdict
  },
  'proof.tellProven': ({ context: { node, period, statements } }: Round, ctx: Ctx) => {
    ctx.ports.memory.asked.delete(keyOf(period, node))
    ctx.emit(UsageProven, { node, period, statements })
    tellPeriod(period, ctx)
  },
  'proof.tellMissing': ({ context: { node, period, attempts } }: Round, ctx: Ctx) => {
    ctx.ports.records.giveUp({ node, period })
    ctx.ports.memory.asked.delete(keyOf(period, node))
    ctx.log.warn({ node, period, attempts }, 'a node did not say what ran on it')
    ctx.emit(UsageMissing, { node, period, attempts })
    tellPeriod(period, ctx)
  },
  'proof.backoff': pause,
  'grid.GatherUsage': async (query: PayloadOf<typeof GatherUsage>, ctx: TaskCtx) => ({
    ...ctx.ports.records.gather(query),
    isEarly: isEarly(query, ctx),
  }),
  'grid.NoteDeployment': async ({ agreement, deployment, hash }: PayloadOf<typeof NoteDeployment>, ctx: TaskCtx) => {
    ctx.ports.records.note(agreement, deployment, hash)
    return { noted: true }
  },
}
