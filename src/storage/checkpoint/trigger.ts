import type { PayloadOf, ResultOf } from '../../kernel/index.ts'
import type { TriggerCheckpoint } from './events.ts'
import { FAMILY, keyOf, type TaskCtx } from './ports.ts'
import { open } from './watch/plan.ts'

type Answer = ResultOf<typeof TriggerCheckpoint>

const not = (message: string): Answer => ({ triggered: false, message })

/** Lets the checkpoint of a bucket's present window be made now, where the chain would take it from this provider. */
export async function trigger({ bucketId }: PayloadOf<typeof TriggerCheckpoint>, ctx: TaskCtx): Promise<Answer> {
  const { memory, store } = ctx.ports
  const state = await store.bucket(bucketId)
  const { head } = memory
  if (!memory.synced || head === null) return not('the buckets of this provider are not known yet')
  const tracked = memory.buckets.get(bucketId)
  if (tracked === undefined) return not('this provider is no primary of the bucket')
  const { terms, term } = tracked
  if (term === null) return not('checkpoints of the bucket are disabled')
  if (terms.lastWindow !== null && terms.lastWindow >= term.window)
    return not(`window ${term.window} is checkpointed already`)
  if (state === null || state.leafCount === 0n) return not('nothing of the bucket is stored here')
  if (term.behind > 0 && head.number < term.graceEnd)
    return not(`up to block ${term.graceEnd} only the leader ${term.leader} may submit`)
  const key = keyOf(bucketId, term.window)
  const message = `checkpoint of window ${term.window}, up to block ${term.end}`
  if (ctx.duties(FAMILY).tell(key, { type: 'checkpoint.Hurried', payload: null })) return { triggered: true, message }
  return open(ctx, terms, term, true) ? { triggered: true, message } : not('the node is ending')
}
