import { Command, Option } from 'commander'
import { configFor, configOption, integer, jsonOption } from './options.ts'
import type { Finish } from './program.ts'

interface Flags {
  readonly config?: string
  readonly blocks?: number
  readonly blockTime: number
  readonly seed?: number
  readonly port: number
  readonly summary?: string
  readonly json: boolean
}

export const devCommand = (finish: Finish): Command =>
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
    .addOption(jsonOption())
    .addOption(configOption())
    .action(async ({ config, ...options }: Flags) => {
      const loaded = await configFor(config)
      const { runDev } = await import('../dev/dev.ts')
      finish(await runDev(loaded, options))
    })
