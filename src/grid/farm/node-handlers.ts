import { SubmitTransaction } from '../../chain/transactions/events.ts'
import { type ActorContext, messageOf, type StepArgs, type TaskArgs, type TaskContext } from '../../kernel/index.ts'
import type { NodeView } from '../capacity/node-view.ts'
import { failedBy } from '../placement/constraints.ts'
import type { Claim } from './claims.ts'
import type { FarmConfig } from './config.ts'
import {
  ClaimNode,
  NodeChanged,
  NodeDidNotSleep,
  NodeDidNotWake,
  NodeIsLate,
  ReleaseClaim,
  SleepNode,
  WakeNode,
} from './events.ts'
import { refusalToSleep } from './may-sleep.ts'
import type { GridNodeContext } from './node-context.ts'
import type { FarmPorts } from './ports.ts'
import { viewOf } from './view.ts'
import { tellWake } from './wake-duty.ts'

type Ctx = ActorContext<FarmConfig, FarmPorts>
type TaskCtx = TaskContext<FarmConfig, FarmPorts>
type Step<Payload = unknown> = StepArgs<GridNodeContext & object, { type: string; payload: Payload }>
type Asked = { readonly ask: number }
type Claiming = Asked & { readonly claim: Claim; readonly request: Parameters<typeof failedBy>[1] }

const MINUTE = 60_000

/** Of the half hour in which a node has to be up a boot takes five to ten minutes: two more calls may still help in time. */
const CALLS_IN_TIME = 3

const view = (context: GridNodeContext, ctx: Pick<Ctx, 'config'>): NodeView | undefined => viewOf(context, ctx.config)

function report({ context }: Step, ctx: Ctx): void {
  tellWake(context, ctx)
  const now = view(context, ctx)
  if (now === undefined || ctx.ports.apart.has(now.id)) return
  ctx.ports.views.set(now.id, now)
  ctx.emit(NodeChanged, now)
}

/** A claim by a name that is there already is granted as it was. Addresses are the farm's, whichever node they are used at. */
function mayClaim({ context, event: { payload } }: Step<Claiming>, ctx: Ctx): boolean {
  const node = view(context, ctx)
  if (node === undefined) return false
  if (context.claims.some(({ id }) => id === payload.claim.id)) return true
  return !isUnheard(context) && failedBy(node, payload.request) === undefined && lackOfIps(payload, ctx) === undefined
}

/** Up, and has not said yet what it needs for itself and what runs on it: to the chain it looks empty. */
const isUnheard = ({ power, statistics }: GridNodeContext): boolean => power === 'on' && statistics === null

function lackOfIps({ claim: { publicIps: wanted } }: Claiming, { ports: { views, publicIps } }: Ctx) {
  if (wanted === 0) return undefined
  const free = [...views.values()].reduce((left, { publicIpsUsed }) => left - publicIpsUsed, publicIps)
  return free < wanted ? { wanted, free: Math.max(0, free) } : undefined
}

function refuseClaim({ context, event: { payload } }: Step<Claiming>, ctx: Ctx): void {
  const node = view(context, ctx)
  const reason = node === undefined ? 'unknown' : failedBy(node, payload.request)
  const lack = reason === undefined ? lackOfIps(payload, ctx) : undefined
  if (isUnheard(context)) ctx.refuse(payload.ask, { reason: 'unheard', retryable: true })
  else if (lack !== undefined) ctx.refuse(payload.ask, { reason: 'public-ips', detail: lack })
  else ctx.refuse(payload.ask, { reason: reason ?? 'going-down', retryable: reason === undefined })
}

/** Told by an extrinsic of its own each time: what was told before may have reached nobody. */
async function tell(ctx: TaskCtx, nodeId: number, target: 'Up' | 'Down', turn: string): Promise<void> {
  const call = { pallet: 'TfgridModule', name: 'change_power_target', args: [nodeId, target] }
  const outcome = await ctx.ask(
    SubmitTransaction,
    { key: `power/${nodeId}/${target}/${turn}`, call },
    { deadline: '15m' },
  )
  if (!outcome.ok)
    throw new Error(`node ${nodeId} could not be told: ${outcome.refusal.reason ?? outcome.refusal.code}`)
  const { outcome: dispatch } = outcome.value
  if (dispatch.result === 'failed') throw new Error(`node ${nodeId} could not be told: ${dispatch.error.name}`)
}

/** Nodes that are up wake others when the chain tells them to; one of them may not have heard. */
async function callSibling({ context: { nodeId, calls } }: TaskArgs<GridNodeContext>, ctx: TaskCtx): Promise<void> {
  const siblings = [...ctx.ports.views.values()].filter(({ id, power }) => power === 'on' && id !== nodeId)
  const sibling = siblings[calls % Math.max(1, siblings.length)]
  if (sibling === undefined) return
  await ctx.ports.messages
    .ask(sibling.twinId, 'zos.power.wake', { node_id: nodeId }, { signal: ctx.signal })
    .catch((error: unknown) =>
      ctx.log.warn({ node: nodeId, sibling: sibling.id, error: messageOf(error) }, 'a sibling did not wake a node'),
    )
}

const turnOf = ({ changedAt, attempts }: GridNodeContext): string => `${changedAt}/${attempts}`

export const nodeHandlers = {
  'grid-node.mayClaim': mayClaim,
  'grid-node.maySleep': ({ context }: Step, ctx: Ctx) => refusalToSleep(view(context, ctx), ctx) === undefined,
  'grid-node.isSilent': ({ context }: Step, ctx: Ctx) => context.silences + 1 >= ctx.config.silentRounds,
  'grid-node.mayTryAgain': ({ context }: Step, ctx: Ctx) => context.attempts < ctx.config.wakeAttempts,
  'grid-node.report': report,
  'grid-node.grantClaim': ({ context, event }: Step<Claiming>, ctx: Ctx) =>
    ctx.reply(ClaimNode, event.payload.ask, { power: context.power }),
  'grid-node.refuseClaim': refuseClaim,
  'grid-node.refuseForNow': ({ event }: Step<Asked>, ctx: Ctx) =>
    ctx.refuse(event.payload.ask, { reason: 'going-down', retryable: true }),
  'grid-node.answerRelease': ({ event }: Step<Asked & { claim: string }>, ctx: Ctx) =>
    ctx.reply(ReleaseClaim, event.payload.ask, { released: true }),
  'grid-node.answerPower': ({ context, event: { type, payload } }: Step<Asked>, ctx: Ctx) =>
    ctx.reply(type === 'node.Wake' ? WakeNode : SleepNode, payload.ask, { power: context.power }),
  'grid-node.refuseSleep': ({ context, event }: Step<Asked>, ctx: Ctx) => {
    const reason = refusalToSleep(view(context, ctx), ctx) ?? 'not-told'
    ctx.refuse(event.payload.ask, { reason, retryable: reason === 'changed-recently' })
  },
  'grid-node.raise': ({ context }: TaskArgs<GridNodeContext>, ctx: TaskCtx) =>
    tell(ctx, context.nodeId, 'Up', turnOf(context)),
  'grid-node.lower': ({ context }: TaskArgs<GridNodeContext>, ctx: TaskCtx) =>
    tell(ctx, context.nodeId, 'Down', turnOf(context)),
  'grid-node.callSibling': callSibling,
  'grid-node.tellLate': ({ context: { nodeId } }: Step, ctx: Ctx) => void ctx.emit(NodeIsLate, { nodeId }),
  'grid-node.alarmAsleep': ({ context }: Step, ctx: Ctx) => {
    ctx.log.error({ node: context.nodeId, attempts: context.attempts }, 'a node does not come up')
    ctx.emit(NodeDidNotWake, { nodeId: context.nodeId, attempts: context.attempts })
  },
  'grid-node.alarmAwake': ({ context }: Step, ctx: Ctx) => {
    ctx.log.warn({ node: context.nodeId }, 'a node does not go down')
    ctx.emit(NodeDidNotSleep, { nodeId: context.nodeId })
  },
  'grid-node.wakeTimeout': (_: Step, ctx: Ctx) => ctx.config.wakeWithin * MINUTE,
  'grid-node.callTimeout': (_: Step, ctx: Ctx) => (ctx.config.wakeWithin * MINUTE) / CALLS_IN_TIME,
  'grid-node.sleepTimeout': (_: Step, ctx: Ctx) => ctx.config.sleepWithin * MINUTE,
}
