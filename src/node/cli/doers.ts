import type { ConfigRequest, LoadedConfig } from '../config/load.ts'
import type { DevOptions } from '../dev/dev.ts'
import type { runDevnet } from '../dev/devnet.ts'
import type { DutyReport } from '../duties/read.ts'
import type { ExitCode } from '../exit.ts'
import type { checkFarm } from '../grid/check.ts'
import type { runGridNode } from '../grid/node.ts'
import type { runRelay } from '../grid/relay.ts'
import type { RunOptions } from '../run.ts'
import type { PictureOptions } from '../trace/picture.ts'
import type { Replayed } from '../trace/replay.ts'

/** What the commands do once their flags are read. */
export interface Doers {
  loadConfig(request: ConfigRequest): Promise<LoadedConfig>
  runNode(loaded: LoadedConfig, options: RunOptions): Promise<ExitCode>
  runDev(loaded: LoadedConfig, options: DevOptions): Promise<ExitCode>
  runDevnet(options: Parameters<typeof runDevnet>[0]): Promise<void>
  /** @param file config of the signer. @throws ConfigError */
  runSigner(file: string, cwd: string): Promise<ExitCode>
  /** @throws ConfigError */
  checkFarm(check: Parameters<typeof checkFarm>[0]): Promise<unknown>
  runRelay(...options: Parameters<typeof runRelay>): Promise<ExitCode>
  /** @throws ConfigError */
  runGridNode(...options: Parameters<typeof runGridNode>): Promise<ExitCode>
  /** The actors of the configured node, in words. @throws ConfigError */
  wiring(loaded: LoadedConfig): Promise<string>
  /** Every value in effect with its origin. @throws ConfigError */
  explain(loaded: LoadedConfig): Promise<string>
  duties(loaded: LoadedConfig): Promise<DutyReport | { readonly reason: string }>
  renderDuties(report: DutyReport): Promise<string>
  /** @throws ConfigError, TraceError */
  replay(loaded: LoadedConfig, file: string): Promise<Replayed>
  /** A picture of a trace. @throws TraceError, UnknownActor */
  picture(file: string, options: PictureOptions): Promise<string>
  write(file: string, text: string): Promise<void>
  /** A reason why nothing could be written there. */
  reasonAgainst(target: string): Promise<string | undefined>
  /** A reason why that is no trace that could be read. */
  reasonAgainstReading(file: string): Promise<string | undefined>
}

/** The real ones. Each is loaded when it is asked for: help and wrong flags take no time. */
export const DOERS: Doers = {
  loadConfig: async (request) =>
    (await import('../config/load.ts')).loadConfig(request, { env: process.env, cwd: process.cwd() }),
  runNode: async (loaded, options) => (await import('../run.ts')).runNode(loaded, options),
  runDev: async (loaded, options) => (await import('../dev/dev.ts')).runDev(loaded, options),
  runDevnet: async (options) => (await import('../dev/devnet.ts')).runDevnet(options),
  runSigner: async (file, cwd) => (await import('../signer/run.ts')).runSigner(file, cwd),
  checkFarm: async (check) => (await import('../grid/check.ts')).checkFarm(check),
  runRelay: async (...options) => (await import('../grid/relay.ts')).runRelay(...options),
  runGridNode: async (...options) => (await import('../grid/node.ts')).runGridNode(...options),
  wiring: async (loaded) => (await import('../wiring.ts')).wiringOf(loaded),
  explain: async (loaded) => (await import('../wiring.ts')).explanationOf(loaded),
  duties: async (loaded) => (await import('../duties/report.ts')).dutiesOf(loaded),
  renderDuties: async (report) => (await import('../duties/render.ts')).renderDuties(report),
  replay: async (loaded, file) => (await import('../trace/replay.ts')).replayFile(loaded, file),
  picture: async (file, options) => (await import('../trace/picture.ts')).pictureOf(file, options),
  write: async (file, text) => (await import('node:fs/promises')).writeFile(file, text),
  reasonAgainstReading: async (file) => (await import('../trace/reason.ts')).reasonAgainstReading(file),
  reasonAgainst: async (target) => (await import('../summary.ts')).reasonAgainst(target),
}
