import { Command } from 'commander'
import { configFor, configOption, jsonOption } from './options.ts'
import type { Finish } from './program.ts'

interface Flags {
  readonly config?: string
  readonly json: boolean
}

export const runCommand = (finish: Finish): Command =>
  new Command('run')
    .description('run the node')
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async ({ config, json }: Flags) => {
      const loaded = await configFor(config)
      const { runNode } = await import('../run.ts')
      finish(await runNode(loaded, { json }))
    })
