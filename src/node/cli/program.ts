import { Command, CommanderError } from 'commander'
import type { Environment } from '../config/settings.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { actorsCommand } from './actors.ts'
import { checkConfigCommand } from './check-config.ts'
import { devCommand } from './dev.ts'
import { devnetCommand } from './devnet.ts'
import { DOERS, type Doers } from './doers.ts'
import { dutiesCommand } from './duties.ts'
import { gridCommand } from './grid.ts'
import { gridNodeCommand } from './grid-node.ts'
import { gridRelayCommand } from './grid-relay.ts'
import { inspectCommand } from './inspect.ts'
import { type ConfigFlags, requestOf } from './options.ts'
import { replayCommand } from './replay.ts'
import { runCommand } from './run.ts'
import { signerCommand } from './signer.ts'
import { traceCommand } from './trace.ts'

export interface Program {
  /** @param argv as in `process.argv`. @throws ConfigError when the config cannot be used */
  run(argv: readonly string[]): Promise<ExitCode>
}

/** Where a command speaks, and where it is called. */
export interface Shell {
  readonly env: Environment
  readonly cwd: string
  out(text: string): void
  err(text: string): void
}

/** What each command works with. */
export interface CommandContext {
  readonly doers: Doers
  readonly shell: Shell
  load(flags: ConfigFlags): ReturnType<Doers['loadConfig']>
  /** A command that speaks here, and ends as all do. */
  adapted(command: Command): Command
  /** Tells the exit code of the process. */
  finish(code: ExitCode): void
}

const PROCESS: Shell = {
  env: process.env,
  cwd: process.cwd(),
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
}

const COMMANDS = [
  runCommand,
  devCommand,
  inspectCommand,
  devnetCommand,
  signerCommand,
  gridCommand,
  gridRelayCommand,
  gridNodeCommand,
  checkConfigCommand,
  actorsCommand,
  dutiesCommand,
  replayCommand,
  traceCommand,
]

export function createProgram(doers: Doers = DOERS, shell: Shell = PROCESS): Program {
  let exitCode: ExitCode = EXIT.ok
  const adapted = (command: Command) =>
    command
      .exitOverride()
      .configureOutput({ writeOut: shell.out, writeErr: shell.err })
      .showHelpAfterError('(add --help to see all commands and options)')
  const context: CommandContext = {
    doers,
    shell,
    adapted,
    load: (flags) => doers.loadConfig(requestOf(flags, shell)),
    finish(code) {
      exitCode = code
    },
  }
  const program = adapted(new Command('reeve')).description('An off-chain node for providers on Substrate chains.')
  for (const command of COMMANDS) program.addCommand(adapted(command(context)))
  return {
    async run(argv) {
      try {
        await program.parseAsync([...argv])
        return exitCode
      } catch (error) {
        // Commander has said what is wrong; help asked for is no error.
        if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.failed
        throw error
      }
    },
  }
}
