import { Command, InvalidArgumentError, Option } from 'commander'
import type { NodeKey } from '../grid/key.ts'
import { integer } from './options.ts'
import { chainOption, type LogFlags, loggingOf, logOptions, webSocket } from './options-grid.ts'
import type { CommandContext } from './program.ts'

interface Capacity {
  readonly cru: number
  readonly mru: number
  readonly sru: number
  readonly hru: number
}

interface KeyFlags {
  readonly keyFile?: string
  readonly keyType: 'ed25519' | 'sr25519'
  readonly keystore?: string
  readonly passphraseFile?: string
  readonly signer?: string
}

interface Flags extends LogFlags, KeyFlags {
  readonly chain: readonly string[]
  readonly relay: string
  readonly data?: string
  readonly wakePort?: number
  readonly farm?: number
  readonly capacity?: Capacity
  readonly auditor?: readonly number[]
  readonly overprovision?: number
}

const GIB = 2 ** 30

/** Cores, and GiB of memory, SSD and HDD. @throws InvalidArgumentError */
function capacityOf(text: string): Capacity {
  const numbers = /^\d+(,\d+){3}$/.test(text) ? text.split(',').map(Number) : []
  const [cru, mru = 0, sru = 0, hru = 0] = numbers
  if (cru === undefined)
    throw new InvalidArgumentError(`"${text}" is not four whole numbers: cores, and GiB of memory, SSD and HDD`)
  return { cru, mru: mru * GIB, sru: sru * GIB, hru: hru * GIB }
}

/** The one place that the flags name; none where they name several, or half of one. */
function keyOf({ keyFile, keyType, keystore, passphraseFile, signer }: KeyFlags): NodeKey | undefined {
  const places = [keyFile, keystore, signer].filter((place) => place !== undefined)
  if (places.length !== 1 || (keystore === undefined) !== (passphraseFile === undefined)) return undefined
  if (keyFile !== undefined) return { keyfile: keyFile, type: keyType }
  if (signer !== undefined) return { remote: signer }
  return { keystore: keystore!, passphraseFile: passphraseFile! }
}

export function gridNodeCommand({ doers, finish }: CommandContext): Command {
  const command = new Command('grid-node')
    .description('run a node of a farm: it reports, goes down and comes up as it is told, and runs deployments')
    .addOption(chainOption())
    .addOption(new Option('--relay <url>', 'relay of the grid').makeOptionMandatory().argParser(webSocket))
    .option('--key-file <file>', "file that holds the secret of the node's twin, readable by nobody else")
    .addOption(
      new Option('--key-type <type>', 'of the key in that file').choices(['ed25519', 'sr25519']).default('ed25519'),
    )
    .option('--keystore <file>', 'instead: a keystore of polkadot-js, of the type that it says')
    .option('--passphrase-file <file>', 'file that holds its passphrase, readable by nobody else')
    .option('--signer <socket>', 'instead: another process that signs, such as reeve signer')
    .option('--data <folder>', 'what has to outlive the process; without it nothing does')
    .addOption(
      new Option(
        '--wake-port <port>',
        'port from which the nodes of this machine are woken, each at this and its id; without it the node stays up',
      ).argParser(integer(1, 65_000)),
    )
    .addOption(new Option('--farm <id>', 'farm to join where the twin is no node yet').argParser(integer(1)))
    .addOption(
      new Option('--capacity <numbers>', 'what it joins with: cores, and GiB of memory, SSD and HDD').argParser(
        capacityOf,
      ),
    )
    .addOption(
      new Option(
        '--overprovision <times>',
        'times that its cores are lent, 1 to 4, where nodes find room among themselves (default: 2)',
      ).argParser(integer(1, 4)),
    )
    .addOption(
      new Option('--auditor <twin>', 'twin that may read what others have used, or several').argParser(
        (text: string, before: readonly number[] = []) => [...before, integer(1)(text)],
      ),
    )
  for (const option of logOptions()) command.addOption(option)
  return command.action(
    async ({ chain, relay, data, wakePort, farm, capacity, auditor, overprovision, ...flags }: Flags) => {
      const key = keyOf(flags)
      if (key === undefined)
        return command.error(
          'error: the key of the node is needed from one place: --key-file FILE, --keystore FILE --passphrase-file FILE, or --signer SOCKET',
        )
      if (farm !== undefined && capacity === undefined)
        command.error(`error: --farm ${farm} needs to be told what the node has; add --capacity 8,16,512,1024`)
      const config = {
        ...(farm !== undefined && capacity !== undefined && { register: { farmId: farm, resources: capacity } }),
        ...(auditor !== undefined && { auditors: [...auditor] }),
        ...(overprovision !== undefined && { overprovision }),
      }
      const kept = { ...(data !== undefined && { data }), ...(wakePort !== undefined && { wakePort }) }
      finish(await doers.runGridNode({ chain, relay, key, ...kept, config }, loggingOf(flags)))
    },
  )
}
