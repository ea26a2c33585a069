import { createLightClient } from '../chain/connection/light/client.ts'
import { sessionsOver } from '../chain/connection/sessions.ts'
import { createSystemClock, type Log, type System } from '../kernel/index.ts'
import { composeNode } from './compose.ts'
import type { LoadedConfig } from './config/load.ts'
import { foreignFolder, openData } from './data.ts'
import { openDisplay, showStatus } from './display.ts'
import { EXIT, type ExitCode } from './exit.ts'
import { endOnForeignData } from './foreign-data.ts'
import { type InspectOptions, openInspector } from './inspect/open.ts'
import { openMetrics } from './metrics/open.ts'
import { prepareNode } from './prepare.ts'
import { type Running, reload } from './reload.ts'
import { createView, watch } from './show/view.ts'
import { onHangup, onSignals } from './signals.ts'
import { openTrace, type TraceOptions } from './trace/open.ts'

export interface RunOptions extends InspectOptions, TraceOptions {
  /** Reads the config again; its handlers are taken up at a SIGHUP. */
  readonly reload?: () => Promise<LoadedConfig>
}

/** Runs a node until it is told to stop or fails. @throws ConfigError before anything is done, when that cannot be begun */
export async function runNode(loaded: LoadedConfig, options: RunOptions = {}): Promise<ExitCode> {
  const settings = await prepareNode(loaded)
  const clock = createSystemClock()
  const data = await openData(loaded, settings.signer?.account, clock)
  const metrics = await openMetrics(loaded).catch(async (error: unknown) => {
    await data.close()
    throw error
  })
  const { screen, log } = openDisplay(loaded.config.log)
  const { specs, warnings = [] } = settings.lightClient ?? {}
  for (const warning of [...loaded.warnings, ...warnings]) log.warn({}, warning)
  const lightClient = specs && createLightClient(specs, clock, log)
  const system = composeNode(settings, {
    log,
    clock,
    data,
    traffic: metrics.traffic,
    ...(lightClient && { openSession: sessionsOver(lightClient) }),
  })
  metrics.watch(system, log)
  const view = createView()
  watch(system, view)
  system.attach(data.board.tracer)
  const foreignData = endOnForeignData(system)
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
  const releaseHangup = onHangup(reloading(system, { loaded, settings }, options, log))
  const { outcome, reason } = await system.ended
  releaseHangup()
  endStatus()
  release()
  await lightClient?.stop()
  await closeInspector()
  await closeTrace()
  await metrics.close()
  await data.close()
  log[outcome === 'stopped' ? 'info' : 'error']({ reason }, `node ${outcome}`)
  screen.close()
  const foreign = foreignData()
  if (foreign !== undefined) throw foreignFolder(loaded, data.folder, foreign)
  if (outcome === 'stopped') return EXIT.ok
  // What cannot even boot has actors that do not fit together: trying again gives the same.
  return booted ? EXIT.retry : EXIT.failed
}

/** One at a time: each goes by what the one before has left. */
function reloading(system: System, running: Running, { reload: load }: RunOptions, log: Log): () => void {
  let last = Promise.resolve(running)
  return () => {
    if (load !== undefined) last = last.then((now) => reload(system, now, load, log))
  }
}
