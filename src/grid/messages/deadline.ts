import type { TaskContext } from '../../kernel/index.ts'

/** Ends after so many seconds, or with the task. */
export function within(seconds: number, ctx: Pick<TaskContext, 'sleep' | 'signal'>): AbortSignal {
  const end = new AbortController()
  const finish = () => end.abort(new Error('no answer in time'))
  void ctx.sleep(`${Math.ceil(seconds * 1_000)}ms`).then(finish, finish)
  return end.signal
}
