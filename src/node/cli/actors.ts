import { Command } from 'commander'
import { EXIT } from '../exit.ts'
import { configFor, configOption } from './options.ts'
import type { Finish } from './program.ts'

export const actorsCommand = (finish: Finish): Command =>
  new Command('actors')
    .description(
      'show the actors of the configured node: what each consumes, emits, asks and owns, and where its handlers come from',
    )
    .addOption(configOption())
    .action(async ({ config }: { config?: string }) => {
      const loaded = await configFor(config)
      const [{ nodeOf }, { renderWiring }] = await Promise.all([import('../run.ts'), import('../show/wiring.ts')])
      process.stdout.write(renderWiring((await nodeOf(loaded, {})).units()))
      finish(EXIT.ok)
    })
