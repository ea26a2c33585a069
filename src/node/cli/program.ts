import { Command, CommanderError } from 'commander'
import { EXIT, type ExitCode } from '../exit.ts'
import { actorsCommand } from './actors.ts'
import { checkConfigCommand } from './check-config.ts'
import { devCommand } from './dev.ts'
import { devnetCommand } from './devnet.ts'
import { runCommand } from './run.ts'

export interface Program {
  /** @param argv as in `process.argv`. */
  run(argv: readonly string[]): Promise<ExitCode>
}

/** A command tells the exit code of the process by this. */
export type Finish = (code: ExitCode) => void

export function createProgram(): Program {
  let exitCode: ExitCode = EXIT.ok
  const finish: Finish = (code) => {
    exitCode = code
  }
  const program = new Command('reeve')
    .description('An off-chain node for providers on Substrate chains.')
    .exitOverride()
    .showHelpAfterError('(reeve --help shows all commands and options)')
  for (const command of [runCommand, devCommand, devnetCommand, checkConfigCommand, actorsCommand])
    program.addCommand(command(finish).exitOverride())
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
