import { DutyChanged } from '../../chain/duties/events.ts'
import { readHead } from '../../chain/reader/read.ts'
import type { TaskContext } from '../../kernel/index.ts'
import type { Entry } from './board.ts'
import { readAhead } from './clock.ts'
import type { ChallengeConfig } from './config.ts'
import type { ChallengeLayout, OpenChallenge } from './open-challenge.ts'
import { over } from './over.ts'
import { type ChallengePorts, FAMILY } from './ports.ts'
import { readAll, readLayout, readSpot, type Spot } from './read.ts'
import { reconcile } from './reconcile.ts'

type TaskCtx = TaskContext<ChallengeConfig, ChallengePorts>

/** Reads every open challenge of ours as of the finalized head. @returns how many @throws ReadFailed */
export async function lookAtAll(ctx: TaskCtx): Promise<number> {
  const { board, places } = ctx.ports
  const { at, hash } = await readNow(ctx)
  const layout = await readLayout(ctx, hash)
  const found = await readAll(ctx, layout, ctx.config.provider, hash)
  if (board.layout !== null && board.layout !== layout) {
    // Their keys mean nothing any more.
    for (const entry of board.entries()) over(ctx, entry, { outcome: 'dropped', blocksTaken: null })
    places.clear()
  }
  board.layout = layout
  settle(ctx, layout, { scope: board.entries(), found, at })
  return found.length
}

/** The finalized head, its number as deadlines are counted by now. */
async function readNow(ctx: TaskCtx): Promise<{ readonly at: number; readonly hash: string }> {
  const head = await readHead(ctx)
  const ahead = await readAhead(ctx, ctx.config.clock, head)
  ctx.ports.board.ahead = ahead
  return { at: head.number + ahead, hash: head.hash }
}

/** Reads what was marked, spot by spot. What fails stays marked. @throws ReadFailed */
export async function lookAtMarked(ctx: TaskCtx): Promise<void> {
  const { board } = ctx.ports
  const { at, hash } = await readNow(ctx)
  const layout = await readLayout(ctx, hash)
  if (layout !== board.layout) {
    await lookAtAll(ctx)
    return
  }
  for (let spot = board.nextSpot(); spot !== undefined; spot = board.nextSpot()) {
    try {
      const found = await readSpot(ctx, layout, spot, ctx.config.provider, hash)
      settle(ctx, layout, { scope: entriesAt(ctx.ports.board, layout, spot), found, at })
    } catch (error) {
      for (const index of spot.indices) board.mark(spot.deadline, index)
      throw error
    }
  }
}

function entriesAt(board: ChallengePorts['board'], layout: ChallengeLayout, { deadline, indices }: Spot): Entry[] {
  const all = board.ofDeadline(deadline)
  if (layout === 'list') return all
  const wanted = new Set(indices)
  return all.filter(({ index }) => wanted.has(index))
}

function settle(
  ctx: TaskCtx,
  layout: ChallengeLayout,
  reading: { scope: readonly Entry[]; found: readonly OpenChallenge[]; at: number },
): void {
  const { board, turns } = ctx.ports
  const added = reconcile(board, layout, reading)
  for (const deadline of new Set(reading.scope.map((entry) => entry.deadline))) turns.moved(deadline)
  for (const { key, deadline, challenge } of added) {
    if (!ctx.duties(FAMILY).open(key, { deadline, layout, challenge })) {
      // The node is ending, or has more than it can keep in mind: the next reading finds it again.
      board.remove(key)
      continue
    }
    const { bucketId, leafIndex, chunkIndex } = challenge
    const detail = `bucket ${bucketId}, leaf ${leafIndex}, chunk ${chunkIndex}`
    ctx.emit(DutyChanged, { kind: 'challenge', key, state: 'due', deadline: deadline - board.ahead, detail })
  }
}
