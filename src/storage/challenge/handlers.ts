import type { ChallengeContext } from '../../../machines/coordinators/challenge.ts'
import { DutyChanged } from '../../chain/duties/events.ts'
import { type BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import {
  type CommandEvent,
  type DutyGaveUp,
  type FactEvent,
  messageOf,
  type StepArgs,
  type TaskArgs,
  type TaskContext,
} from '../../kernel/index.ts'
import type { ChallengeCreated, ChallengeDefended, ChallengeSlashed } from '../chain-facts.ts'
import { admit, type Ctx } from './admit.ts'
import type { ChallengeConfig } from './config.ts'
import { dutyHandlers } from './duty-handlers.ts'
import { CountChallenges } from './events.ts'
import { lookAtAll, lookAtMarked } from './look.ts'
import { tick } from './over.ts'
import type { ChallengePorts } from './ports.ts'

type TaskCtx = TaskContext<ChallengeConfig, ChallengePorts>
type Step<Event> = StepArgs<ChallengeContext, Event & { type: string }>
type BlockStep = Step<FactEvent<typeof BlockFinalized>>
type EndEvent = FactEvent<typeof ChallengeDefended> | FactEvent<typeof ChallengeSlashed>

/** After a crash nothing is known but by the chain; what it still has is due again once it is read. */
function begin(_: unknown, ctx: Ctx): void {
  const { board, turns, places } = ctx.ports
  for (const { key, deadline } of board.entries())
    ctx.emit(DutyChanged, {
      kind: 'challenge',
      key,
      state: 'dropped',
      deadline: deadline - board.ahead,
      detail: 'begins anew',
    })
  board.clear()
  turns.clear()
  places.clear()
}

async function scan({ context: { scanAt } }: TaskArgs<ChallengeContext>, ctx: TaskCtx): Promise<void> {
  const { number, resync } = scanAt!
  try {
    const open = await lookAtAll(ctx)
    ctx.log.info({ block: number, open }, 'read the open challenges')
  } catch (error) {
    if (!ctx.signal.aborted) ctx.log.warn({ error: messageOf(error) }, 'the open challenges cannot be read')
    throw error
  }
  if (resync.includes(ctx.name)) ctx.emit(ResyncDone, { consumer: ctx.name, number })
}

async function look(_: unknown, ctx: TaskCtx): Promise<void> {
  try {
    await lookAtMarked(ctx)
  } catch (error) {
    if (!ctx.signal.aborted) ctx.log.warn({ error: messageOf(error) }, 'a challenge cannot be read')
    throw error
  }
}

/** An end is of interest wherever a challenge of ours has the same deadline: in a list it may have moved. */
function noticeEnd({ event }: Step<EndEvent>, { ports: { board }, config }: Ctx): void {
  const { challengeId, provider, block } = event.payload
  const { deadline, index } = challengeId
  const isOurs = provider === config.provider
  if (!board.hasDeadline(deadline) || (board.layout === 'map' && !isOurs)) return
  const isDefended = event.type === 'storage.ChallengeDefended'
  const number = block.number + board.ahead
  const createdIn = isDefended ? number - event.payload.responseTimeBlocks : null
  board.note(deadline, { how: isDefended ? 'defended' : 'slashed', index, isOurs, block: number, createdIn })
  board.markLater(deadline, index)
}

function count({ event }: Step<CommandEvent<typeof CountChallenges>>, ctx: Ctx): void {
  const { board } = ctx.ports
  if (board.isMarked) ctx.refuse(event.ask, { reason: 'unavailable', retryable: true })
  else ctx.reply(CountChallenges, event.ask, { open: board.open(event.payload.bucketId) })
}

export const handlers = {
  'challenge.begin': begin,
  'challenge.isMarked': ({ event }: BlockStep, ctx: Ctx) => event.payload.resync.includes(ctx.name),
  'challenge.isScanDue': ({ context: { scanAt }, event }: BlockStep, { config: { scanEvery } }: Ctx) =>
    scanEvery > 0 && event.payload.number >= (scanAt?.number ?? 0) + scanEvery,
  'challenge.isOurs': ({ event }: Step<FactEvent<typeof ChallengeCreated>>, ctx: Ctx) =>
    event.payload.provider === ctx.config.provider,
  'challenge.hasToLook': (_: unknown, ctx: Ctx) => ctx.ports.board.isMarked,
  'challenge.needResync': (_: unknown, ctx: Ctx) => void ctx.emit(ResyncNeeded, { consumer: ctx.name }),
  'challenge.scan': scan,
  'challenge.look': look,
  'challenge.notice': ({ event }: Step<FactEvent<typeof ChallengeCreated>>, ctx: Ctx) => {
    const { deadline, index } = event.payload.challengeId
    ctx.ports.board.mark(deadline, index)
  },
  'challenge.noticeEnd': noticeEnd,
  'challenge.tick': ({ event }: BlockStep, ctx: Ctx) => tick(ctx, event.payload.number),
  'challenge.count': count,
  'challenge.refuseForNow': ({ event }: Step<CommandEvent<typeof CountChallenges>>, ctx: Ctx) =>
    ctx.refuse(event.ask, { reason: 'unavailable', retryable: true }),
  'challenge.admit': (_: unknown, ctx: Ctx) => admit(ctx),
  'challenge.lose': ({ event }: Step<DutyGaveUp>, ctx: Ctx) => {
    const { board, turns } = ctx.ports
    const entry = board.entry(event.payload.key)
    if (entry !== undefined) turns.rest(entry)
    board.remove(event.payload.key)
    admit(ctx)
  },
  ...dutyHandlers,
}
