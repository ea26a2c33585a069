import { Command, Option } from 'commander'
import { EXIT } from '../exit.ts'
import { type ConfigFlags, configOption } from './options.ts'
import type { CommandContext } from './program.ts'

export const dutiesCommand = ({ doers, shell, load, finish }: CommandContext): Command =>
  new Command('duties')
    .description('show what the node owes: due, running, done and missed, with the blocks that are left')
    .addOption(configOption())
    .addOption(new Option('--data <folder>', 'of the node, running or not [REEVE_DATA]'))
    .addOption(new Option('--json', 'for a machine to read'))
    .action(async ({ json, ...flags }: ConfigFlags) => {
      const report = await doers.duties(await load(flags))
      if ('reason' in report) {
        shell.err(`${report.reason}\n`)
        finish(EXIT.failed)
        return
      }
      shell.out(json === true ? `${JSON.stringify(report)}\n` : await doers.renderDuties(report))
      finish(EXIT.ok)
    })
