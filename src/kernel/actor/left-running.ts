import { messageOf } from '../errors.ts'
import type { Cell } from './cell.ts'

export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'

/** What a handler returned is nobody's to wait for; if it goes on and fails, the incarnation that began it has crashed. */
export function followLeftRunning(cell: Cell, returned: unknown): void {
  if (!isThenable(returned)) return
  const { life, kernel } = cell
  const { incarnation } = life
  returned.then(undefined, (error: unknown) => {
    if (life.incarnation === incarnation && life.status === 'running') life.effectFailed(error)
    else kernel.log.warn({ actor: cell.name, error: messageOf(error) }, 'a handler that outlived its actor failed')
  })
}
