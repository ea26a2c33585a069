import type { DutyArgs, TaskCtx } from '../ports.ts'
import { readLastWindow } from '../read.ts'

/**
 * Whether the chain has a checkpoint of a window that is over, read at the first block after it: from the next one on, it also holds
 * a window for done with whose miss was reported.
 *
 * @throws ReadFailed
 */
export async function conclude({ context }: DutyArgs, ctx: TaskCtx): Promise<{ readonly hasLanded: boolean }> {
  const last = await readLastWindow(ctx, context.bucketId!, context.over!.hash)
  return { hasLanded: last !== null && last >= context.term!.window }
}
