import type { AgreementTermsContext } from '../../../machines/coordinators/agreement-terms.ts'
import type { AgreementTermContext } from '../../../machines/duties/agreement-term.ts'
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
import type { Agenda } from '../agenda.ts'
import type { AgreementTermsConfig } from './config.ts'
import { claimableFrom, decideTerm, wakeAfter } from './decide.ts'
import type { TermFact } from './facts.ts'
import { readBuckets, readCase, type TermCase } from './read.ts'
import { type Submission, submit } from './submit.ts'

export interface AgreementTermsPorts {
  /** When which agreement is to be looked at: telling each of thousands of every block would take longer than most blocks' work. */
  readonly wakes: Agenda<bigint>
}

type Ctx = ActorContext<AgreementTermsConfig, AgreementTermsPorts>
type TaskCtx = TaskContext<AgreementTermsConfig, AgreementTermsPorts>
type Step<Event> = StepArgs<AgreementTermsContext & object, Event & { type: string }>
type Duty = { readonly context: AgreementTermContext }

const FAMILY = 'agreement-term'

/** One that is known looks again; one that is new is begun. */
function touch(bucketId: bigint, ctx: Ctx): void {
  const family = ctx.duties(FAMILY)
  const key = String(bucketId)
  if (!family.open(key, { bucketId })) family.tell(key, { type: 'agreement-terms.Touched', payload: null })
}

async function scan({ context: { scanAt } }: TaskArgs<AgreementTermsContext>, ctx: TaskCtx): Promise<void> {
  const { number, hash } = scanAt!
  const buckets = await readBuckets(ctx, ctx.config.provider, hash)
  const known = ctx.duties(FAMILY).keys().map(BigInt)
  for (const bucketId of new Set([...buckets, ...known])) touch(bucketId, ctx)
  ctx.log.info({ block: number, agreements: buckets.length }, 'read our agreements')
  ctx.emit(ResyncDone, { consumer: ctx.name, number })
}

async function read({ context }: Duty, ctx: TaskCtx): Promise<TermCase | null> {
  try {
    return await readCase(ctx, context.bucketId!, ctx.config.provider)
  } catch (error) {
    if (!ctx.signal.aborted)
      ctx.log.warn({ bucket: String(context.bucketId), error: messageOf(error) }, 'an agreement cannot be read')
    throw error
  }
}

async function decide({ context }: Duty, { config, ports, random }: TaskCtx) {
  // Those that were read together are not all read again in one block.
  const wakeAt = wakeAfter(context.case!, Math.ceil(config.lookAgain * (0.5 + random() / 2)))
  ports.wakes.set(context.bucketId!, wakeAt)
  return { step: decideTerm(context.case!, config.extensions), wakeAt }
}

async function submitStep({ context }: Duty, ctx: TaskCtx): Promise<Submission> {
  const { name, call } = context.step!
  const { startedAt, expiresAt } = context.case!.agreement
  const bucket = String(context.bucketId)
  // Agreements for one bucket follow each other: when it began tells them apart, and its end each of its terms.
  const key = `agreement-term/${bucket}/${startedAt}/${expiresAt}/${name}/${context.done[name] ?? 0}`
  const submission = await submit(ctx, key, call)
  if (submission.done) ctx.log.info({ bucket, step: name }, 'done on chain')
  else if (!ctx.signal.aborted) ctx.log.warn({ bucket, step: name, reason: submission.reason }, 'a call failed')
  return submission
}

/** A claim is owed by the chain to us; it is a duty from the end of the agreement on. */
function report({ context }: Duty, ctx: Ctx, { state }: { state: DutyState }): void {
  const { bucketId, case: known, step, done, reason } = context
  if (known === null) return
  const { startedAt, expiresAt } = known.agreement
  const isOver = known.at >= expiresAt
  const tell = (kind: string, told: DutyState, detail: string) =>
    void ctx.emit(DutyChanged, { kind, key: `${bucketId}/${startedAt}`, state: told, detail })
  if (state === 'dropped') {
    if (isOver && done['claim'] === undefined) tell('claim', 'dropped', 'settled by its owner')
  } else if (step !== null) {
    const detail = state === 'due' && reason !== null ? `${step.name}: ${reason}` : step.name
    tell(step.name === 'claim' ? 'claim' : 'extensions', state, detail)
  } else if (state === 'due' && isOver)
    tell('claim', 'due', `its owner may settle until block ${claimableFrom(known) - 1}`)
}

export const handlers = {
  'agreement-terms.isMarked': ({ event }: Step<FactEvent<typeof BlockFinalized>>, ctx: Ctx) =>
    event.payload.resync.includes(ctx.name),
  'agreement-terms.isOurs': ({ event }: Step<TermFact>, ctx: Ctx) => event.payload.provider === ctx.config.provider,
  'agreement-terms.needResync': (_: Step<object>, ctx: Ctx) => void ctx.emit(ResyncNeeded, { consumer: ctx.name }),
  'agreement-terms.scan': scan,
  'agreement-terms.touch': ({ event }: Step<TermFact>, ctx: Ctx) => touch(event.payload.bucketId, ctx),
  'agreement-terms.reopen': ({ event }: Step<DutyFinished>, ctx: Ctx) => {
    const { bucketId, stale } = event.payload.context as AgreementTermContext
    if (stale) touch(bucketId!, ctx)
  },
  'agreement-terms.tick': ({ event }: Step<FactEvent<typeof BlockFinalized>>, ctx: Ctx) => {
    const family = ctx.duties(FAMILY)
    for (const bucketId of ctx.ports.wakes.due(event.payload.number)) family.tell(String(bucketId), event)
  },
  'agreement-terms.read': read,
  'agreement-terms.decide': decide,
  'agreement-terms.submit': submitStep,
  'agreement-terms.report': report,
  'agreement-terms.backoff': ({ context }: Duty, ctx: Ctx) =>
    backoff(ctx.config.backoff, Math.max(0, context.failures - 1), ctx.random),
}
