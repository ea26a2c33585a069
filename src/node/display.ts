import type { Clock, System } from '../kernel/index.ts'
import type { LogOptions } from './show/log.ts'
import { createLog } from './show/log.ts'
import type { Screen } from './show/screen.ts'
import { renderStatus } from './show/status.ts'
import type { NodeView } from './show/view.ts'

const REPAINT_EVERY = 250
const REPORT_EVERY = 30_000

/** The log of a node on its screen. */
export const logOn = (screen: Screen, options: LogOptions) => createLog(options, (text) => screen.log(text))

/** Keeps the status on the screen: repainted on a terminal, one line now and then elsewhere. @returns how to end it */
export function showStatus(
  system: System,
  view: NodeView,
  screen: Screen,
  log: { info(fields: object, message: string): void },
  clock: Clock,
): () => void {
  const show = () => {
    if (screen.interactive) screen.paint(renderStatus(view, system.actors()))
    else log.info({ head: view.head, finalized: view.finalized, connected: view.connected, sent: view.sent }, 'status')
  }
  const every = screen.interactive ? REPAINT_EVERY : REPORT_EVERY
  const next = () => {
    show()
    timer = clock.setTimeout(next, every)
  }
  let timer = clock.setTimeout(next, every)
  return () => {
    clock.clearTimeout(timer)
    if (screen.interactive) screen.paint(renderStatus(view, system.actors()))
  }
}
