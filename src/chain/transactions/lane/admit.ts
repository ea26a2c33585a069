import type { TransactionInput } from '../../../../machines/duties/transaction.ts'
import { messageOf } from '../../../kernel/index.ts'
import { buildCall } from '../build-call.ts'
import type { Intent } from '../journal/journal.ts'
import { FAMILY } from '../ports.ts'
import type { Limits } from '../queue.ts'
import type { Ctx } from './context.ts'

/** Opens duties for what is next in turn, as many as may be under way. */
export function admit(_: unknown, ctx: Ctx): void {
  const { queue, link } = ctx.ports
  if (!link.connected) return
  const family = ctx.duties(FAMILY)
  const now = link.head?.number ?? 0
  const limits = limitsOf(ctx)
  while (family.size < ctx.config.inFlight) {
    const items = queue.take(now, limits)
    if (items.length === 0) break
    if (openDuty(ctx, { items, signed: null, death: 0 })) continue
    // The node is ending: it stays in the journal for the next start.
    for (const intent of items) queue.add(intent, now)
    return
  }
  if (queue.size === 0) fillGaps(ctx)
}

export const openDuty = (ctx: Pick<Ctx, 'duties'>, input: TransactionInput): boolean =>
  ctx.duties(FAMILY).open(input.items[0]!.key, input)

/** A nonce that nobody uses keeps everything above it from landing: it is used up by a call that does nothing. */
function fillGaps(ctx: Ctx): void {
  const { nonces, journal, underWay } = ctx.ports
  const family = ctx.duties(FAMILY)
  // They take a nonce yet.
  const signed = new Set(underWay.values())
  const unsigned = family.keys().filter((key) => !signed.has(key)).length
  for (let gap = 1; gap <= nonces.gaps - unsigned; gap += 1) {
    const key = `gap/${gap}`
    const known = journal.intent(key)
    // Over, but not settled yet: its end must not be taken for that of another.
    if (known !== undefined && known.settled === undefined) continue
    const call = { pallet: 'System', name: 'remark', args: ['0x'] }
    const intent = journal.begin({ key, call, priority: 'urgent', deadline: undefined, batch: undefined })
    if (!openDuty(ctx, { items: [intent], signed: null, death: 0 })) return
  }
}

function limitsOf({ config: { batch }, ports: { link }, log }: Ctx): Limits {
  const { api } = link.connection().runtime
  return {
    ...batch,
    sizeOf({ key, call }: Intent) {
      try {
        return buildCall(api, call).method.encodedLength
      } catch (error) {
        // It goes alone, so that it is refused without those beside it.
        log.debug({ key, error: messageOf(error) }, 'a call cannot be built')
        return Number.POSITIVE_INFINITY
      }
    },
  }
}
