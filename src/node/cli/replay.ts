import { Argument, Command } from 'commander'
import { type ConfigFlags, nodeOptions } from './options.ts'
import type { CommandContext } from './program.ts'

export function replayCommand({ doers, shell, load, finish }: CommandContext): Command {
  const command = new Command('replay')
    .description(
      'do a trace again with the machines of the configured node, and show where they first do something else',
    )
    .addArgument(new Argument('<trace>', 'a file written by run --trace or dev --trace'))
  for (const option of nodeOptions()) command.addOption(option)
  return command.action(async (file: string, flags: ConfigFlags) => {
    const loaded = await load(flags)
    const reason = await doers.reasonAgainstReading(file)
    if (reason !== undefined) command.error(`error: ${file} cannot be read: ${reason}`)
    const { text, exitCode } = await doers.replay(loaded, file)
    shell.out(text)
    finish(exitCode)
  })
}
