import type { DutyArgs, TaskCtx } from '../ports.ts'

/** Whether there is anything of the bucket here to be checkpointed. @throws StoreError */
export async function look({ context }: DutyArgs, ctx: TaskCtx): Promise<{ readonly isEmpty: boolean }> {
  const state = await ctx.ports.store.bucket(context.bucketId!)
  return { isEmpty: state === null || state.leafCount === 0n }
}
