import { Command } from 'commander'
import { type ConfigFlags, nodeOptions } from './options.ts'
import type { CommandContext } from './program.ts'

export function runCommand({ doers, load, finish }: CommandContext): Command {
  const command = new Command('run').description('run the node')
  for (const option of nodeOptions()) command.addOption(option)
  return command.action(async (flags: ConfigFlags) => finish(await doers.runNode(await load(flags))))
}
