import { Command } from 'commander'
import type { InspectOptions } from '../inspect/open.ts'
import { type ConfigFlags, inspectOption, nodeOptions } from './options.ts'
import type { CommandContext } from './program.ts'

export function runCommand({ doers, load, finish }: CommandContext): Command {
  const command = new Command('run').description('run the node')
  for (const option of [...nodeOptions(), inspectOption()]) command.addOption(option)
  return command.action(async ({ inspect, ...flags }: ConfigFlags & InspectOptions) =>
    finish(await doers.runNode(await load(flags), inspect === undefined ? {} : { inspect })),
  )
}
