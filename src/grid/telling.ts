import { messageOf, type TaskContext } from '../kernel/index.ts'

/**
 * What came to nothing is begun anew after a pause; meanwhile the operator can see why.
 *
 * @param about whom, for the log
 */
export async function telling<Result>(
  { signal, log }: Pick<TaskContext, 'signal' | 'log'>,
  what: string,
  work: Promise<Result>,
  about: Readonly<Record<string, unknown>> = {},
): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (!signal.aborted) log.warn({ ...about, error: messageOf(error) }, what)
    throw error
  }
}
