import { Command, Option } from 'commander'
import { addressOption, chainOption, type LogFlags, loggingOf, logOptions } from './options-grid.ts'
import type { CommandContext } from './program.ts'

interface Flags extends LogFlags {
  readonly chain: readonly string[]
  readonly listen: { readonly host: string; readonly port: number }
}

export function gridRelayCommand({ doers, finish }: CommandContext): Command {
  const command = new Command('grid-relay')
    .description('carry messages between the twins of a grid; each proves by its signature who it is')
    .addOption(chainOption())
    .addOption(
      addressOption(new Option('--listen <address>', 'host and port to take connections on'), '127.0.0.1:4444'),
    )
  for (const option of logOptions()) command.addOption(option)
  return command.action(async ({ chain, listen, ...flags }: Flags) =>
    finish(await doers.runRelay({ chain, ...listen }, loggingOf(flags))),
  )
}
