import { Command, Option } from 'commander'
import { CHALLENGE_LAYOUTS, type ChallengeLayout } from '../../devnet/challenge-layouts.ts'
import { PRESETS, type Preset } from '../../devnet/preset-names.ts'
import { EXIT } from '../exit.ts'
import { integer } from './options.ts'
import type { CommandContext } from './program.ts'

interface Flags {
  readonly port: number
  readonly host: string
  readonly blockTime: number
  readonly finalityLag: number
  readonly keepBlocks: number | undefined
  readonly preset: Preset
  readonly challenges: ChallengeLayout
  readonly nodes: number
  readonly unsafeExternal: boolean
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/

export const devnetCommand = ({ doers, finish }: CommandContext): Command =>
  new Command('devnet')
    .description('run the development chain alone')
    .addOption(new Option('--port <port>', 'port to serve JSON-RPC on').default(2222).argParser(integer(0, 65_535)))
    .addOption(new Option('--host <host>', 'address to bind').default('127.0.0.1'))
    .addOption(new Option('--block-time <ms>', 'milliseconds between blocks').default(2000).argParser(integer(10)))
    .addOption(
      new Option('--finality-lag <blocks>', 'blocks by which finality is behind')
        .default(1)
        .argParser(integer(1, 1_000)),
    )
    .addOption(
      new Option(
        '--keep-blocks <n>',
        'finalized blocks that are kept, the others forgotten; all unless told',
      ).argParser(integer(1)),
    )
    .addOption(new Option('--preset <name>', 'what the chain is for').choices(PRESETS).default('storage'))
    .addOption(
      new Option('--challenges <layout>', 'how storage keeps open challenges: a list for each deadline, or a map')
        .choices(CHALLENGE_LAYOUTS)
        .default('list'),
    )
    .addOption(
      new Option('--nodes <n>', 'nodes of a farm that a grid has from the start')
        .default(0)
        .argParser(integer(0, 10_000)),
    )
    .addOption(
      new Option('--unsafe-external', 'allow an address that others can reach: its accounts have public keys').default(
        false,
      ),
    )
    .action(async ({ unsafeExternal, keepBlocks, ...options }: Flags, command: Command) => {
      const { host, preset, challenges, nodes } = options
      if (!LOOPBACK.test(host) && !unsafeExternal)
        command.error(
          `error: --host ${host} can be reached by others, and everybody knows this chain's keys; add --unsafe-external if you mean it`,
        )
      if (nodes > 0 && preset === 'storage')
        command.error(`error: --nodes ${nodes} needs a grid to have them; add --preset grid or --preset all`)
      if (challenges === 'map' && preset === 'grid')
        command.error('error: --challenges map needs storage to have them; add --preset storage or --preset all')
      await doers.runDevnet({ ...options, ...(keepBlocks === undefined ? {} : { keepBlocks }) })
      finish(EXIT.ok)
    })
