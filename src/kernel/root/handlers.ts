import type { Cell } from '../actor/cell.ts'
import { milliseconds } from '../clock/duration.ts'
import type { ActorContext, TaskContext } from '../unit/context.ts'
import type { StepArgs } from '../unit/handler.ts'
import type { DrainReport, SystemEnd } from './messages.ts'

export interface RootPorts {
  /** Starts every actor, in order. */
  boot(): void
  /** All actors but the root, the last started first. */
  backwards(): Cell[]
  end(cell: Cell): void
  ended(end: SystemEnd): void
}

/** How often a draining actor is looked at. */
const LOOK_EVERY = '10ms'

async function drain(_input: unknown, ctx: TaskContext<unknown, RootPorts>): Promise<DrainReport> {
  const cells = ctx.ports.backwards()
  // Who is asked by others goes on working for them until all of those are done.
  for (const cell of cells) if (cell.variant.unit.owns.length === 0) cell.closing = true
  const late: string[] = []
  for (const cell of cells) {
    cell.closing = true
    const deadline = ctx.now() + milliseconds(cell.variant.unit.shutdown)
    while (isBusy(cell) && ctx.now() < deadline) await ctx.sleep(LOOK_EVERY)
    if (isBusy(cell)) {
      late.push(cell.name)
      ctx.log.warn(
        { actor: cell.name, within: cell.variant.unit.shutdown },
        'actor was still busy when its time was up',
      )
    }
    ctx.ports.end(cell)
  }
  return { late }
}

/** A machine says by the tag `busy` that it is in the middle of something. */
function isBusy(cell: Cell): boolean {
  if (cell.status !== 'running' || cell.held) return false
  const duties = [...cell.life.families.values()].flatMap((family) => family.cellsAtWork())
  return cell.mailbox.size > 0 || cell.life.runnable.busy === true || hasTag(cell, 'busy') || duties.some(isAtWork)
}

/** A duty is in the middle of something, unless its machine says by the tag `idle` that it waits for what may never come. */
const isAtWork = (duty: Cell): boolean => duty.status !== 'running' || duty.mailbox.size > 0 || !hasTag(duty, 'idle')

const hasTag = (cell: Cell, tag: string): boolean =>
  (cell.ref.getSnapshot() as { hasTag?: (tag: string) => boolean }).hasTag?.(tag) === true

export const handlers = {
  'root.boot': (_input: unknown, ctx: TaskContext<unknown, RootPorts>) => ctx.ports.boot(),
  'root.drain': drain,
  'root.ended': (
    { context: { reason, late } }: StepArgs<{ reason: string; late: readonly string[] }>,
    ctx: ActorContext<unknown, RootPorts>,
    params: Pick<SystemEnd, 'outcome'>,
  ) => ctx.ports.ended({ ...params, reason, late }),
}
