import { Command } from 'commander'
import { EXIT } from '../exit.ts'
import { configFor, configOption } from './options.ts'
import type { Finish } from './program.ts'

export const checkConfigCommand = (finish: Finish): Command =>
  new Command('check-config')
    .description('check the config, with the files it names, and say everything that is wrong')
    .addOption(configOption())
    .action(async ({ config }: { config?: string }) => {
      const loaded = await configFor(config)
      const { nodeOf } = await import('../run.ts')
      await nodeOf(loaded, {})
      process.stdout.write(`${loaded.source.file}: good\n`)
      finish(EXIT.ok)
    })
