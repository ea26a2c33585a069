import { z } from 'zod'
import type { TaskContext } from '../../kernel/index.ts'
import type { Resources } from '../capacity/resources.ts'
import type { NodeStatistics } from '../capacity/schemas.ts'
import { within } from '../messages/deadline.ts'
import { MessageError } from '../messages/errors.ts'
import type { FarmConfig } from './config.ts'
import { FAMILY, type FarmPorts } from './ports.ts'

type TaskCtx = TaskContext<FarmConfig, FarmPorts>

const amount = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const counted = z.object({ cru: amount, sru: amount, hru: amount, mru: amount, ipv4u: amount.default(0) })

/** What a node answers to `zos.statistics.get`, and to `zos.gpu.list`. */
const statistics = z.object({ total: counted, used: counted, system: counted })
const gpus = z.array(z.object({ vendor: z.string(), device: z.string() }))

/**
 * Asks all nodes that should be up how they are, each for itself: a round takes as long as the slowest answer, or as an answer may
 * take at the most, however many do not answer.
 *
 * @throws MessageError `not-connected` while the farm is not on the grid: no node is silent then
 */
export async function poll(ctx: TaskCtx): Promise<void> {
  const family = ctx.duties(FAMILY)
  const signal = within(ctx.config.answerWithin, ctx)
  const { twins, views, apart } = ctx.ports
  const asked = [...twins].filter(([id]) => !apart.has(id) && views.get(id)?.power !== 'off')
  await Promise.all(
    asked.map(async ([id, twinId]) => {
      const statistics = await ask(ctx, twinId, signal).catch(silence)
      const at = ctx.now()
      const said =
        statistics === undefined
          ? { type: 'node.Silent', payload: { at } }
          : { type: 'node.Answered', payload: { statistics, at } }
      family.tell(String(id), said)
    }),
  )
}

function silence(error: unknown): undefined {
  if (error instanceof MessageError && error.code === 'not-connected') throw error
}

async function ask({ ports }: TaskCtx, twinId: number, signal: AbortSignal): Promise<NodeStatistics> {
  const [counts, cards] = await Promise.all([
    ports.messages.ask(twinId, 'zos.statistics.get', null, { signal }),
    ports.messages.ask(twinId, 'zos.gpu.list', null, { signal }),
  ])
  const { total, used, system } = statistics.parse(counts)
  const { ipv4u: publicIpsUsed } = used
  return {
    total: resourcesOf(total),
    used: resourcesOf(used),
    system: resourcesOf(system),
    publicIpsUsed,
    gpus: gpus.parse(cards ?? []),
  }
}

const resourcesOf = ({ cru, mru, sru, hru }: Resources): Resources => ({ cru, mru, sru, hru })
