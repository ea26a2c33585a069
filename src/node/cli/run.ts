import { Command } from 'commander'
import { nodeOptions, refuseUnwritable, type WatchFlags, watchOptions } from './options.ts'
import type { CommandContext } from './program.ts'

export function runCommand({ doers, load, finish }: CommandContext): Command {
  const command = new Command('run').description('run the node')
  for (const option of [...nodeOptions(), ...watchOptions()]) command.addOption(option)
  return command.action(async ({ inspect, trace, ...flags }: WatchFlags) => {
    const loaded = await load(flags)
    await refuseUnwritable(command, doers, '--trace', trace)
    finish(
      await doers.runNode(loaded, {
        reload: () => load(flags),
        ...(inspect !== undefined && { inspect }),
        ...(trace !== undefined && { trace }),
      }),
    )
  })
}
