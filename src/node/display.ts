import type { Clock, System } from '../kernel/index.ts'
import type { FileConfig } from './config/schema.ts'
import { createLog } from './show/log.ts'
import { createScreen, type Screen } from './show/screen.ts'
import { renderStatus } from './show/status.ts'
import type { NodeView } from './show/view.ts'

const REPAINT_EVERY = 250
const REPORT_EVERY = 30_000

/** The log of a node, and the screen it goes to: standard error. */
export function openDisplay({ level, format }: FileConfig['log']) {
  const json = format === 'json'
  const screen = createScreen(process.stderr, { plain: json, noColor: process.env['NO_COLOR'] })
  const log = createLog({ level, json, colours: screen.colours }, (text) => screen.log(text))
  return { screen, log }
}

export interface StatusDependencies {
  readonly screen: Screen
  readonly log: { info(fields: object, message: string): void }
  readonly clock: Clock
}

/** Keeps the status on the screen: repainted on a terminal, one line now and then elsewhere. @returns how to end it */
export function showStatus(
  system: Pick<System, 'actors'>,
  view: NodeView,
  { screen, log, clock }: StatusDependencies,
): () => void {
  const paint = () => {
    view.actors = system.actors()
    screen.paint(renderStatus(view))
  }
  const report = () => {
    const { head, finalized, connected, sent, duties, transactions } = view
    log.info({ head, finalized, connected, sent, duties, transactions }, 'status')
  }
  const [show, every] = screen.interactive ? [paint, REPAINT_EVERY] : [report, REPORT_EVERY]
  const next = () => {
    show()
    timer = clock.setTimeout(next, every)
  }
  let timer = clock.setTimeout(next, every)
  return () => {
    clock.clearTimeout(timer)
    if (screen.interactive) paint()
  }
}
