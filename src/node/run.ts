import { createSystemClock, type System } from '../kernel/index.ts'
import { loadSigner } from './account.ts'
import { composeNode } from './compose.ts'
import { checkActorNames, locateUnitError } from './config/actors.ts'
import type { LoadedConfig } from './config/load.ts'
import { logOn, showStatus } from './display.ts'
import { EXIT, type ExitCode } from './exit.ts'
import { loadOverrides } from './overrides/load.ts'
import { createScreen } from './show/screen.ts'
import { createView, watch } from './show/view.ts'
import { onSignals } from './signals.ts'

export interface RunOptions {
  readonly json: boolean
}

/** Builds the node that a config describes. @throws ConfigError */
export async function nodeOf(loaded: LoadedConfig, dependencies: Parameters<typeof composeNode>[1]): Promise<System> {
  checkActorNames(loaded)
  const actors = await loadOverrides(loaded)
  const signer = await loadSigner(loaded)
  try {
    return composeNode(
      { endpoints: loaded.config.chain.endpoints, actors, ...(signer === undefined ? {} : { signer }) },
      dependencies,
    )
  } catch (error) {
    throw locateUnitError(error, loaded)
  }
}

/** Runs a node until it is told to stop or fails. */
export async function runNode(loaded: LoadedConfig, { json }: RunOptions): Promise<ExitCode> {
  const clock = createSystemClock()
  const screen = createScreen(process.stderr)
  const log = logOn(screen, {
    level: loaded.config.log.level,
    json,
    colours: screen.interactive && !process.env['NO_COLOR'],
  })
  const system = await nodeOf(loaded, { log, clock })
  const view = createView()
  watch(system, view)
  const release = onSignals(
    (signal) => {
      log.info({ signal }, 'finishing what is under way; again to end at once')
      void system.stop(signal)
    },
    () => process.exit(EXIT.failed),
  )
  const endStatus = showStatus(system, view, screen, log, clock)
  if (loaded.config.account === undefined) log.warn({}, 'no account: this node follows and reads, and answers nothing')
  await system.start()
  const { outcome, reason } = await system.ended
  endStatus()
  release()
  log.info({ reason }, `node ${outcome}`)
  screen.close()
  return outcome === 'stopped' ? EXIT.ok : EXIT.retry
}
