import type { TaskContext } from '../../../kernel/index.ts'

interface Running {
  readonly since: number
  readonly controller: AbortController
}

/** How often a deadline is looked at in its course. */
const LOOKS = 4

/** Ends what takes longer than `limit` milliseconds. One sleeper watches all, so that a thousand requests leave no timers behind. */
export function createDeadlines(ctx: Pick<TaskContext, 'sleep' | 'now' | 'signal'>, limit: number) {
  const running = new Set<Running>()
  let isWatching = false

  async function watch(): Promise<void> {
    isWatching = true
    try {
      while (running.size > 0) {
        await ctx.sleep(Math.max(1, limit / LOOKS))
        for (const { since, controller } of running) if (ctx.now() - since >= limit) controller.abort()
      }
    } catch (error) {
      // The task is over, and with it all that it has begun.
      if (!ctx.signal.aborted) throw error
    } finally {
      isWatching = false
    }
  }

  return async function within<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const entry: Running = { since: ctx.now(), controller: new AbortController() }
    running.add(entry)
    if (!isWatching) void watch()
    try {
      return await work(AbortSignal.any([ctx.signal, entry.controller.signal]))
    } finally {
      running.delete(entry)
    }
  }
}
