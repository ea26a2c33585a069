import { resolve } from 'node:path'
import type { Signer } from '../../chain/signing/signer.ts'
import { messageOf, nearest } from '../../kernel/index.ts'
import { signerOfKeyfile } from '../account/keyfile.ts'
import { accountPlace } from '../account/place.ts'
import { signerOfKeystore } from '../account/unlock.ts'
import { ConfigError, type ConfigProblem } from '../config/problem.ts'
import { formOf } from './grid-statement.ts'
import type { LoadedSigner } from './load.ts'
import { type KnownRuntime, readRuntime } from './runtimes.ts'

export interface PreparedSigner {
  readonly signer: Signer
  readonly runtimes: readonly KnownRuntime[]
}

/** Reads the files that the config names. @throws ConfigError */
export async function prepareSigner(loaded: LoadedSigner): Promise<PreparedSigner> {
  const { account } = loaded.config
  const problems: ConfigProblem[] = []
  const runtimes = await runtimesOf(loaded, problems)
  if (problems.length === 0) problems.push(...callProblems(loaded, runtimes), ...recordProblems(loaded, runtimes))
  if (problems.length > 0) throw new ConfigError(problems)
  const place = accountPlace(loaded, account)
  const signer = await ('keyfile' in account ? signerOfKeyfile(account, place) : signerOfKeystore(account, place))
  return { signer, runtimes }
}

async function runtimesOf({ config, source, folder }: LoadedSigner, problems: ConfigProblem[]) {
  const runtimes: KnownRuntime[] = []
  for (const [index, file] of config.metadata.entries())
    try {
      runtimes.push(await readRuntime(resolve(folder, file)))
    } catch (error) {
      problems.push({
        code: 'metadata',
        file: source.file,
        field: `metadata.${index}`,
        value: JSON.stringify(file),
        message: `cannot be used: ${messageOf(error)}`,
        expected: 'the metadata of a runtime: SCALE bytes, their hex, or the JSON answer of state_getMetadata',
        ...source.placeOf(['metadata', index], 'value'),
      })
    }
  return runtimes
}

/** A call that no runtime has is most likely misspelt, and would be missed when it matters. */
function callProblems({ config, source }: LoadedSigner, runtimes: readonly KnownRuntime[]): ConfigProblem[] {
  const known = new Set(runtimes.flatMap(({ calls }) => calls.flatMap((call) => [call, `${call.split('.')[0]}.*`])))
  return [...config.policy.calls.entries()].flatMap(([index, call]) => {
    if (known.has(call)) return []
    const guess = nearest(call, [...known])
    return [
      {
        code: 'unknown-call',
        file: source.file,
        field: `policy.calls.${index}`,
        value: JSON.stringify(call),
        message: guess === undefined ? 'there is no such call' : `there is no such call; did you mean "${guess}"?`,
        expected: 'a call with the names of the metadata, such as StorageProvider.accept_agreement',
        ...source.placeOf(['policy', 'calls', index], 'value'),
      },
    ]
  })
}

/** A record is told from an extrinsic by how it begins: where a call begins so too it must not be signed. */
function recordProblems({ config, source }: LoadedSigner, runtimes: readonly KnownRuntime[]): ConfigProblem[] {
  return [...config.policy.statements.entries()].flatMap(([index, kind]) => {
    const [pallet, call] = Buffer.from(formOf(kind)?.prefix ?? '')
    if (pallet === undefined || call === undefined) return []
    const same = runtimes.map((runtime) => runtime.callAt(pallet, call)).find((name) => name !== undefined)
    if (same === undefined) return []
    return [
      {
        code: 'metadata',
        file: source.file,
        field: `policy.statements.${index}`,
        value: JSON.stringify(kind),
        message: `cannot be told from the call ${same}, which begins with the same bytes`,
        expected: 'statements that no call of the runtimes begins like; leave this one out',
        ...source.placeOf(['policy', 'statements', index], 'value'),
      },
    ]
  })
}
