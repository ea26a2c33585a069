import type { AgreementContext } from '../../../machines/coordinators/agreement.ts'
import type { AgreementRequestContext } from '../../../machines/duties/agreement-request.ts'
import { DutyChanged, type DutyState } from '../../chain/duties/events.ts'
import { type BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import {
  type ActorContext,
  backoff,
  type DutyFinished,
  type FactEvent,
  messageOf,
  type StepArgs,
  type TaskArgs,
  type TaskContext,
} from '../../kernel/index.ts'
import type { AgreementRequested, AgreementRequestWithdrawn } from '../chain-facts.ts'
import { type AnswerVerdict, answer } from './answer.ts'
import type { AgreementConfig } from './config.ts'
import { type AgreementCase, decide } from './decide.ts'
import { type AgreementAnswer, AgreementAnswered } from './events.ts'
import { readCase, readOpenBuckets } from './read.ts'

type Ctx = ActorContext<AgreementConfig>
type TaskCtx = TaskContext<AgreementConfig>
type Step<Event> = StepArgs<AgreementContext, Event & { type: string }>
type Duty = { readonly context: AgreementRequestContext }
type OurEvent = FactEvent<typeof AgreementRequested> | FactEvent<typeof AgreementRequestWithdrawn>

const FAMILY = 'agreement-request'
const KIND = 'agreement'

function open(bucketId: bigint, ctx: Ctx): void {
  const family = ctx.duties(FAMILY)
  const key = String(bucketId)
  if (family.open(key, { bucketId })) ctx.emit(DutyChanged, { kind: KIND, key, state: 'running' })
  else family.tell(key, { type: 'agreement.RequestedAgain', payload: null })
}

const STATES: Readonly<Record<AgreementAnswer, DutyState>> = {
  accepted: 'done',
  rejected: 'done',
  withdrawn: 'dropped',
  expired: 'dropped',
  gone: 'dropped',
  missed: 'missed',
}

function ended(ctx: Ctx, bucketId: bigint, answer: AgreementAnswer, more: { reason?: string; block?: number }): void {
  ctx.emit(AgreementAnswered, { bucketId, answer, ...more })
  const detail = `request for bucket ${bucketId} ${answer}${more.reason === undefined ? '' : `: ${more.reason}`}`
  ctx.emit(DutyChanged, { kind: KIND, key: String(bucketId), state: STATES[answer], outcome: answer, detail })
}

async function scan({ context: { scanAt } }: TaskArgs<AgreementContext>, ctx: TaskCtx): Promise<void> {
  const { number, hash } = scanAt!
  const buckets = await readOpenBuckets(ctx, ctx.config.provider, hash)
  const family = ctx.duties(FAMILY)
  for (const bucketId of buckets) if (!family.has(String(bucketId))) open(bucketId, ctx)
  ctx.log.info({ block: number, open: buckets.length }, 'read the open requests')
  ctx.emit(ResyncDone, { consumer: ctx.name, number })
}

function withdraw({ event }: Step<OurEvent>, ctx: Ctx): void {
  const { bucketId, block } = event.payload
  if (!ctx.duties(FAMILY).close(String(bucketId))) return
  ended(ctx, bucketId, 'withdrawn', { block: block.number })
}

function report({ context }: Duty, ctx: Ctx, { answer }: { answer: AgreementAnswer }): void {
  const bucketId = context.bucketId!
  const block = context.answeredIn === null ? {} : { block: context.answeredIn }
  const { decision } = context
  const reason = answer === 'rejected' && decision?.accept === false ? { reason: decision.reason } : {}
  ctx.log.info({ bucket: String(bucketId), ...reason, ...block }, `request ${answer}`)
  ended(ctx, bucketId, answer, { ...reason, ...block })
}

/** What came to nothing is looked at again after a pause; meanwhile the operator can see why. */
async function read({ context }: Duty, ctx: TaskCtx): Promise<AgreementCase | null> {
  try {
    const found = await readCase(ctx, context.bucketId!, ctx.config.provider)
    if (found !== null) {
      const { bucketId, request } = found
      ctx.emit(DutyChanged, { kind: KIND, key: String(bucketId), state: 'running', deadline: request.expiresAt })
    }
    return found
  } catch (error) {
    // A request that was withdrawn meanwhile is read for nobody.
    if (!ctx.signal.aborted)
      ctx.log.warn({ bucket: String(context.bucketId), error: messageOf(error) }, 'a request cannot be read')
    throw error
  }
}

async function submit({ context }: Duty, ctx: TaskCtx): Promise<AnswerVerdict> {
  const verdict = await answer(ctx, context.case!, context.decision!)
  if (verdict.verdict === 'again' && !ctx.signal.aborted)
    ctx.log.warn({ bucket: String(context.bucketId), reason: verdict.reason }, 'an answer failed')
  return verdict
}

export const handlers = {
  'agreement.isMarked': ({ event }: Step<FactEvent<typeof BlockFinalized>>, ctx: Ctx) =>
    event.payload.resync.includes(ctx.name),
  'agreement.isOurs': ({ event }: Step<OurEvent>, ctx: Ctx) => event.payload.provider === ctx.config.provider,
  'agreement.needResync': (_: Step<object>, ctx: Ctx) => void ctx.emit(ResyncNeeded, { consumer: ctx.name }),
  'agreement.scan': scan,
  'agreement.open': ({ event }: Step<OurEvent>, ctx: Ctx) => open(event.payload.bucketId, ctx),
  'agreement.withdraw': withdraw,
  'agreement.reopen': ({ event }: Step<DutyFinished>, ctx: Ctx) => {
    const { bucketId, requestedAgain } = event.payload.context as AgreementRequestContext
    if (requestedAgain) open(bucketId!, ctx)
  },
  'agreement.tick': ({ event }: Step<FactEvent<typeof BlockFinalized>>, ctx: Ctx) => {
    const family = ctx.duties(FAMILY)
    for (const key of family.keys()) family.tell(key, event)
  },
  'agreement.read': read,
  'agreement.decide': async ({ context }: Duty, ctx: TaskCtx) => decide(context.case!, ctx.config.replicas),
  'agreement.answer': submit,
  'agreement.report': report,
  'agreement.backoff': ({ context }: Duty, ctx: Ctx) => backoff(ctx.config.backoff, context.failures, ctx.random),
}
