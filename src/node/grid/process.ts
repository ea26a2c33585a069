import { type Clock, createSystemClock, type Log, type System } from '../../kernel/index.ts'
import type { FileConfig } from '../config/schema.ts'
import { openDisplay } from '../display.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { onSignals } from '../signals.ts'

/** Runs a system of its own until it is told to stop or fails. */
export async function runSystem(
  logging: FileConfig['log'],
  make: (dependencies: { readonly log: Log; readonly clock: Clock }) => System,
): Promise<ExitCode> {
  const { screen, log } = openDisplay(logging)
  const system = make({ log, clock: createSystemClock() })
  const release = onSignals(
    (signal) => void system.stop(signal),
    () => process.exit(EXIT.failed),
  )
  const booted = await system.start().then(
    () => true,
    () => false,
  )
  const { outcome, reason } = await system.ended
  release()
  log[outcome === 'stopped' ? 'info' : 'error']({ reason }, outcome)
  screen.close()
  if (outcome === 'stopped') return EXIT.ok
  return booted ? EXIT.retry : EXIT.failed
}
