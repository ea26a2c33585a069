import { Command, Option } from 'commander'
import { type ConfigFlags, INSPECTOR_PORT, integer, nodeOptions } from './options.ts'
import type { CommandContext } from './program.ts'

export function inspectCommand({ doers, load, finish }: CommandContext): Command {
  const command = new Command('inspect')
    .description('run the node and show its actors at work in a browser, as run --inspect does')
    .addOption(
      new Option('--port <port>', 'port of the page; a free one if it cannot be had')
        .default(INSPECTOR_PORT)
        .argParser(integer(0, 65_535)),
    )
  for (const option of nodeOptions()) command.addOption(option)
  return command.action(async ({ port, ...flags }: ConfigFlags & { port: number }) =>
    finish(await doers.runNode(await load(flags), { inspect: port, reload: () => load(flags) })),
  )
}
