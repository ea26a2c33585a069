import { createSystemClock } from '../kernel/index.ts'
import { composeNode } from './compose.ts'
import type { LoadedConfig } from './config/load.ts'
import { openDisplay, showStatus } from './display.ts'
import { EXIT, type ExitCode } from './exit.ts'
import { type InspectOptions, openInspector } from './inspect/open.ts'
import { prepareNode } from './prepare.ts'
import { createView, watch } from './show/view.ts'
import { onSignals } from './signals.ts'
import { openTrace, type TraceOptions } from './trace/open.ts'

/** Runs a node until it is told to stop or fails. @throws ConfigError before anything is started */
export async function runNode(loaded: LoadedConfig, options: InspectOptions & TraceOptions = {}): Promise<ExitCode> {
  const settings = await prepareNode(loaded)
  const clock = createSystemClock()
  const { screen, log } = openDisplay(loaded.config.log)
  for (const warning of loaded.warnings) log.warn({}, warning)
  const system = composeNode(settings, { log, clock })
  const view = createView()
  watch(system, view)
  const release = onSignals(
    (signal) => {
      log.info({ signal }, 'finishing what is under way; again to end at once')
      void system.stop(signal)
    },
    () => process.exit(EXIT.failed),
  )
  const endStatus = showStatus(system, view, { screen, log, clock })
  if (loaded.config.account === undefined) log.warn({}, 'no account: this node follows and reads, and answers nothing')
  const closeInspector = await openInspector(system, options, log)
  const closeTrace = await openTrace(system, options, log)
  const booted = await system.start().then(
    () => true,
    () => false,
  )
  const { outcome, reason } = await system.ended
  endStatus()
  release()
  await closeInspector()
  await closeTrace()
  log[outcome === 'stopped' ? 'info' : 'error']({ reason }, `node ${outcome}`)
  screen.close()
  if (outcome === 'stopped') return EXIT.ok
  // What cannot even boot has actors that do not fit together: trying again gives the same.
  return booted ? EXIT.retry : EXIT.failed
}
