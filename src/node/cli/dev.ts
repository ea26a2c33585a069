import { Command, Option } from 'commander'
import { configOption, inspectOption, integer, jsonOption } from './options.ts'
import type { CommandContext } from './program.ts'

interface Flags {
  readonly config?: string
  readonly blocks?: number
  readonly blockTime: number
  readonly seed?: number
  readonly port: number
  readonly summary?: string
  readonly inspect?: number
  readonly json?: boolean
}

export const devCommand = ({ doers, load, finish }: CommandContext): Command =>
  new Command('dev')
    .description('run a development chain, a node against it, and a small workload')
    .addOption(
      new Option('--blocks <n>', 'stop after so many finalized blocks, once what is under way is finished').argParser(
        integer(1),
      ),
    )
    .addOption(new Option('--block-time <ms>', 'milliseconds between blocks').default(2000).argParser(integer(50)))
    .addOption(new Option('--seed <n>', 'makes the workload the same again').argParser(integer(0, 2 ** 32 - 1)))
    .addOption(
      new Option('--port <port>', 'port of the chain; a free one if it is taken')
        .default(2222)
        .argParser(integer(0, 65_535)),
    )
    .addOption(new Option('--summary <file>', 'write what happened as JSON; - for standard output'))
    .addOption(inspectOption())
    .addOption(jsonOption())
    .addOption(configOption())
    .action(async ({ config, json, ...options }: Flags, command: Command) => {
      const loaded = await load({
        ...(config === undefined ? {} : { config }),
        ...(json === undefined ? {} : { json }),
      })
      const reason = options.summary === undefined ? undefined : await doers.reasonAgainst(options.summary)
      if (reason !== undefined)
        command.error(
          `error: --summary ${options.summary} cannot be written: ${reason}; name another file, or - for standard output`,
        )
      finish(await doers.runDev(loaded, options))
    })
