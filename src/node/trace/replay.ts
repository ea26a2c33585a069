import { readFile } from 'node:fs/promises'
import { createLocalSigner } from '../../chain/signing/local.ts'
import { type Divergence, encode, readTrace, replay } from '../../kernel/index.ts'
import { storageSettings } from '../../storage/settings.ts'
import { composeNode } from '../compose.ts'
import type { LoadedConfig } from '../config/load.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { prepareNode } from '../prepare.ts'

export interface Replayed {
  readonly text: string
  readonly exitCode: ExitCode
}

/**
 * Does a trace again with the machines of the configured node.
 *
 * @throws ConfigError, TraceError, or an error of the file system
 */
export async function replayFile(loaded: LoadedConfig, file: string): Promise<Replayed> {
  const { lines, truncated } = readTrace(await readFile(file, 'utf8'))
  const settings = await prepareNode(loaded)
  // Nothing is signed: the account only decides which actors there are.
  const signer = settings.signer ?? (await createLocalSigner('//Alice'))
  // A development run stores, whatever the config says.
  const storage = settings.storage ?? storageSettings.parse({})
  const units = composeNode({ ...settings, signer, storage }).units()
  const { steps, skipped, divergence } = replay(
    lines,
    units.map(({ unit }) => unit),
  )
  const notes = [
    ...(truncated ? ['the last line was not written whole and is left out'] : []),
    ...(skipped > 0 ? [`${skipped} steps are of actors that this node does not have, or were not written whole`] : []),
  ]
  const verdict = divergence === undefined ? `${steps} steps done again, all as before` : told(divergence)
  return {
    text: `${[verdict, ...notes].join('\n')}\n`,
    exitCode: divergence === undefined && steps > 0 ? EXIT.ok : EXIT.failed,
  }
}

function told({ step, actor, key, at, event, what, expected, actual }: Divergence): string {
  const who = key === undefined ? actor : `${actor} ${key}`
  return [
    `step ${step}, ${new Date(at).toISOString()}: ${who} does something else on ${event}`,
    `  ${what} then: ${shown(expected)}`,
    `  ${what} now:  ${shown(actual)}`,
  ].join('\n')
}

const shown = (value: unknown): string => (value === undefined ? 'none' : encode(value))
