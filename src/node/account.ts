import { type FileHandle, open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createSigner, type Signer } from '../chain/transactions/signer.ts'
import { show } from './config/issues.ts'
import { type LoadedConfig, placeIn } from './config/load.ts'
import { ConfigError } from './config/problem.ts'

// The library takes any short text for a seed, so that a file with something else in it would give some account.
const SECRET = /^(0x[0-9a-f]{64}|[a-z]+(\s[a-z]+){11,23}|(?=\/\/))(\/.+)?$/i

/** Loads the key that the config names. @throws ConfigError when the file is missing, readable by others, or holds no secret */
export async function loadSigner(loaded: LoadedConfig): Promise<Signer | undefined> {
  const { account } = loaded.config
  if (account === undefined) return undefined
  const field = 'uri' in account ? 'uri' : 'keyfile'
  const problem = (message: string, expected: string) =>
    new ConfigError([
      {
        code: 'keyfile',
        field: `account.${field}`,
        value: show(['account', field], 'uri' in account ? account.uri : account.keyfile),
        message,
        expected,
        ...placeIn(loaded)(['account', field], 'value'),
      },
    ])
  if ('uri' in account)
    return createSigner(account.uri).catch(() => {
      throw problem('is not a secret URI that can be used', 'a development account such as //Alice')
    })
  const handle = await open(resolve(loaded.folder, account.keyfile), 'r').catch((error: NodeJS.ErrnoException) => {
    // Not the whole message: it repeats the path, and somebody may have put the secret itself there.
    throw problem(`cannot be opened (${error.code ?? 'unknown error'})`, 'a file that holds the secret of the account')
  })
  try {
    return await signerFrom(handle, problem)
  } finally {
    await handle.close()
  }
}

async function signerFrom(handle: FileHandle, problem: (message: string, expected: string) => Error): Promise<Signer> {
  // The mode of the opened file, not of whatever the path names a moment later.
  const stat = await handle.stat()
  if (!stat.isFile()) throw problem('is not a file', 'a file that holds the secret of the account')
  if ((stat.mode & 0o077) !== 0)
    throw problem(
      `may be read by others (mode ${(stat.mode & 0o777).toString(8)})`,
      'mode 600 or less: run chmod 600 on the file',
    )
  const secret = (await handle.readFile('utf8')).trim()
  if (secret === '') throw problem('is empty', 'a mnemonic, a seed or a secret URI')
  const unusable = () => problem('does not hold a secret that can be used', 'a mnemonic, a seed (0x…) or a secret URI')
  if (!SECRET.test(secret)) throw unusable()
  return createSigner(secret).catch(() => {
    throw unusable()
  })
}
