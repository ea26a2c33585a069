import type { ChallengeResponseContext } from '../../../machines/duties/challenge-response.ts'
import { DutyChanged, type DutyState } from '../../chain/duties/events.ts'
import { backoff, messageOf, type TaskContext } from '../../kernel/index.ts'
import { admit, type Ctx } from './admit.ts'
import type { Entry } from './board.ts'
import { type ChallengeCase, choose } from './choose.ts'
import type { ChallengeConfig } from './config.ts'
import { ChallengeEnded, type ChallengeOutcome, ChallengeUndefended } from './events.ts'
import { type Evidence, gather } from './evidence.ts'
import { standingOf } from './places.ts'
import { type ChallengePorts, FAMILY } from './ports.ts'
import { type ProofOutcome, prove } from './prove.ts'
import type { ChallengeResponse } from './response.ts'
import { type SubmitVerdict, submit } from './submit.ts'
import { verify } from './verify.ts'
import { isLastResort, lackOf, wordsOf } from './words.ts'

type TaskCtx = TaskContext<ChallengeConfig, ChallengePorts>
type Duty = { readonly context: ChallengeResponseContext }

const KIND = 'challenge'

/** By this chain's own numbers, as if the chain that is counted by went on at the same pace. */
const lastBlockOf = (deadline: number, ctx: Ctx): number => deadline - ctx.ports.board.ahead
const blocksLeft = (deadline: number, ctx: Ctx): number => Math.max(0, deadline - ctx.ports.board.head)
const entryOf = (ctx: Ctx): Entry | undefined => ctx.ports.board.entry(ctx.key!)

/** What came to nothing is begun anew after a pause; meanwhile the operator can see why. */
const telling =
  <Result>(what: string, work: (duty: Duty, ctx: TaskCtx) => Promise<Result>) =>
  async (duty: Duty, ctx: TaskCtx): Promise<Result> => {
    try {
      return await work(duty, ctx)
    } catch (error) {
      if (!ctx.signal.aborted) ctx.log.warn({ challenge: ctx.key, error: messageOf(error) }, what)
      throw error
    }
  }

const caseOf = ({ challenge, layout, proof, evidence, refused }: ChallengeResponseContext): ChallengeCase => ({
  challenge: challenge!,
  layout,
  proof: proof!,
  evidence,
  refused,
})

function responseOf({ choice, proof, evidence }: ChallengeResponseContext): ChallengeResponse {
  if (choice?.answer === 'proof' && proof?.kind === 'proof') return proof
  if (choice?.answer === 'deleted' && evidence?.receipt) return { kind: 'deleted', receipt: evidence.receipt }
  if (choice?.answer === 'superseded') return { kind: 'superseded' }
  if (choice?.answer === 'stand-in' && proof?.kind === 'missing' && proof.standIn !== null)
    return { kind: 'stand-in', shown: proof.standIn }
  throw new TypeError(`there is nothing to answer "${choice?.answer}" with`)
}

/** Waits for a turn. One that the chain has no more is about to be told how it ended, unless it has crashed over that: it ends. */
function wait({ event }: Duty & { readonly event: { readonly type: string } }, ctx: Ctx): void {
  const entry = entryOf(ctx)
  if (entry === undefined) {
    if (event.type === 'xstate.init') ctx.duties(FAMILY).close(ctx.key!)
    return
  }
  // Of those that were found together the first may begin only when all are there.
  const isNew = entry.stage === 'new'
  ctx.ports.turns.wait(entry)
  if (!isNew) admit(ctx)
}

function rest(_: Duty, ctx: Ctx): void {
  const entry = entryOf(ctx)
  if (entry !== undefined) ctx.ports.turns.rest(entry)
  admit(ctx)
}

function hand({ context: { deadline, challenge, answered, proof } }: Duty, ctx: Ctx): void {
  const entry = entryOf(ctx)
  if (entry !== undefined) ctx.ports.turns.hand(entry)
  const key = ctx.key!
  const detail = wordsOf(answered!, proof)
  if (isLastResort(answered!)) {
    const told = { challenge: key, bucket: String(challenge!.bucketId), detail, blocksLeft: blocksLeft(deadline, ctx) }
    ctx.log.warn(told, 'a challenge is defended by a last resort')
  }
  ctx.emit(DutyChanged, { kind: KIND, key, state: 'running', deadline: lastBlockOf(deadline, ctx), detail })
  admit(ctx)
}

async function send({ context }: Duty, ctx: TaskCtx): Promise<SubmitVerdict> {
  const entry = entryOf(ctx)
  if (entry === undefined) return { verdict: 'gone' }
  const verdict = await submit(ctx, entry.key, responseOf(context), (at) => standingOf(ctx, ctx.ports, entry, at))
  if (verdict.verdict === 'landed') entry.landedIn = verdict.block + ctx.ports.board.ahead
  if ('reason' in verdict && !ctx.signal.aborted)
    ctx.log.warn({ challenge: entry.key, reason: verdict.reason }, `an answer failed: ${verdict.verdict}`)
  return verdict
}

function alarm({ context: { choice, refused, undefended, challenge, deadline } }: Duty, ctx: Ctx): void {
  const { reason, detail } =
    choice?.answer === 'none' ? choice : { reason: 'refused' as const, detail: `not taken: ${refused.join(', ')}` }
  if (reason === undefended) return
  const { bucketId, mmrRoot, startSeq, leafIndex, chunkIndex } = challenge!
  const left = blocksLeft(deadline, ctx)
  const key = ctx.key!
  const words = lackOf(reason, detail)
  ctx.log.error(
    { challenge: key, bucket: String(bucketId), reason, detail: words, blocksLeft: left },
    'a challenge has no answer',
  )
  ctx.emit(ChallengeUndefended, {
    key,
    bucketId,
    deadline,
    mmrRoot,
    startSeq,
    leafIndex,
    chunkIndex,
    reason,
    detail,
    blocksLeft: left,
  })
  ctx.emit(DutyChanged, { kind: KIND, key, state: 'due', deadline: lastBlockOf(deadline, ctx), detail: words })
}

const STATES: Readonly<Record<ChallengeOutcome, DutyState>> = {
  defended: 'done',
  slashed: 'missed',
  dropped: 'dropped',
}

export interface Over {
  readonly event: { readonly payload: { readonly blocksTaken: number | null } }
}

function report({ context, event }: Duty & Over, ctx: Ctx, { outcome }: { outcome: ChallengeOutcome }): void {
  const { deadline, challenge, answered: response } = context
  const { bucketId } = challenge!
  const { blocksTaken } = event.payload
  const key = ctx.key!
  ctx.log.info({ challenge: key, bucket: String(bucketId), response, blocksTaken }, `challenge ${outcome}`)
  ctx.emit(ChallengeEnded, { key, bucketId, deadline, outcome, response, blocksTaken })
  const detail = response === null ? {} : { detail: wordsOf(response, null) }
  ctx.emit(DutyChanged, { kind: KIND, key, state: STATES[outcome], deadline: lastBlockOf(deadline, ctx), ...detail })
}

export const dutyHandlers = {
  'challenge.await': wait,
  'challenge.rest': rest,
  'challenge.hand': hand,
  'challenge.prove': telling(
    'the store cannot be read',
    ({ context: { challenge } }, ctx): Promise<ProofOutcome> => prove(ctx.ports.store, challenge!),
  ),
  'challenge.gather': telling(
    'what may defend a challenge cannot be read',
    ({ context: { challenge, proof } }, ctx): Promise<Evidence> => gather(ctx, ctx.ports.store, challenge!, proof!),
  ),
  'challenge.choose': async ({ context }: Duty, ctx: TaskCtx) => choose(caseOf(context), ctx.config),
  'challenge.verify': async ({ context }: Duty, ctx: TaskCtx) => {
    const verification = verify(responseOf(context), caseOf(context))
    if (!verification.holds)
      ctx.log.warn(
        { challenge: ctx.key, answer: context.choice?.answer, problem: verification.problem },
        'an answer does not hold',
      )
    return verification
  },
  'challenge.submit': telling('an answer cannot be submitted', send),
  'challenge.lookAgain': (_: Duty, ctx: Ctx) => {
    const entry = entryOf(ctx)
    if (entry !== undefined) ctx.ports.board.markLater(entry.deadline, entry.index)
  },
  'challenge.alarm': alarm,
  'challenge.report': report,
  'challenge.backoff': ({ context: { failures } }: { readonly context: { readonly failures: number } }, ctx: Ctx) =>
    backoff(ctx.config.backoff, failures, ctx.random),
  'challenge.patience': (_: Duty, ctx: Ctx) => ctx.config.backoff.max,
}
