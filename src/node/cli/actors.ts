import { Command } from 'commander'
import { EXIT } from '../exit.ts'
import { type ConfigFlags, nodeOptions } from './options.ts'
import type { CommandContext } from './program.ts'

export function actorsCommand({ doers, shell, load, finish }: CommandContext): Command {
  const command = new Command('actors').description(
    'show the actors of the configured node: what each consumes, emits, asks and owns, and where its handlers come from',
  )
  for (const option of nodeOptions()) command.addOption(option)
  return command.action(async (flags: ConfigFlags) => {
    const loaded = await load(flags)
    const wiring = await doers.wiring(loaded)
    for (const warning of loaded.warnings) shell.err(`warning: ${warning}\n`)
    shell.out(wiring)
    finish(EXIT.ok)
  })
}
