import { Command, Option } from 'commander'
import { configOption, integer, jsonOption, refuseUnwritable, watchOptions } from './options.ts'
import type { CommandContext } from './program.ts'

interface Flags {
  readonly config?: string
  readonly blocks?: number
  readonly blockTime: number
  readonly seed?: number
  readonly port: number
  readonly summary?: string
  readonly inspect?: number
  readonly trace?: string
  readonly json?: boolean
}

export function devCommand({ doers, load, finish }: CommandContext): Command {
  const command = new Command('dev')
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
    .addOption(jsonOption())
    .addOption(configOption())
  for (const option of watchOptions()) command.addOption(option)
  return command.action(async ({ config, json, ...options }: Flags) => {
    const loaded = await load({
      ...(config === undefined ? {} : { config }),
      ...(json === undefined ? {} : { json }),
    })
    await refuseUnwritable(command, doers, '--summary', options.summary)
    await refuseUnwritable(command, doers, '--trace', options.trace)
    finish(await doers.runDev(loaded, options))
  })
}
