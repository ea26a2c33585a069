import { Argument, Command, Option } from 'commander'
import { EXIT } from '../exit.ts'
import { integer } from './options.ts'
import { webSocket } from './options-grid.ts'
import type { CommandContext } from './program.ts'

interface CheckFlags {
  readonly chain?: readonly string[]
  readonly twin?: number
}

export function gridCommand({ doers, shell, finish, adapted }: CommandContext): Command {
  const check = new Command('check')
    .description("check a farmerbot's config, and say everything that is wrong")
    .addArgument(new Argument('<file>', 'its YAML, as it is'))
    .addOption(
      new Option('--chain <url>', 'compare it with its farm on the chain too').argParser(
        (url: string, before: readonly string[] = []) => [...before, webSocket(url)],
      ),
    )
    .addOption(
      new Option('--twin <id>', 'twin of the account that is to sign, for the farm to be of it').argParser(integer(1)),
    )
    .action(async (file: string, { chain = [], twin }: CheckFlags) => {
      await doers.checkFarm({ file, cwd: shell.cwd, chain, ...(twin !== undefined && { twin }) })
      shell.out(`${file}: good\n`)
      finish(EXIT.ok)
    })
  return new Command('grid').description('look after a farm of a compute grid').addCommand(adapted(check))
}
