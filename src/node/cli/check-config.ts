import { Command } from 'commander'
import { EXIT } from '../exit.ts'
import { type ConfigFlags, nodeOptions } from './options.ts'
import type { CommandContext } from './program.ts'

export function checkConfigCommand({ doers, shell, load, finish }: CommandContext): Command {
  const command = new Command('check-config')
    .description('check the config, with the files it names, and say everything that is wrong')
    .option('--explain', 'print each value in effect and where it came from')
  for (const option of nodeOptions()) command.addOption(option)
  return command.action(async ({ explain = false, ...flags }: ConfigFlags & { explain?: boolean }) => {
    const loaded = await load(flags)
    const explanation = await doers.explain(loaded)
    for (const warning of loaded.warnings) shell.err(`warning: ${warning}\n`)
    shell.out(explain ? explanation : `${loaded.source.file}: good\n`)
    finish(EXIT.ok)
  })
}
