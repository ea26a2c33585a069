import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createSigner, type Signer } from '../chain/transactions/signer.ts'
import type { LoadedConfig } from './config/load.ts'
import { ConfigError } from './config/problem.ts'

/** Loads the key that the config names. @throws ConfigError when the file is missing, readable by others, or holds no secret */
export async function loadSigner({ config, folder, source }: LoadedConfig): Promise<Signer | undefined> {
  const { account } = config
  if (account === undefined) return undefined
  if ('uri' in account) return createSigner(account.uri)
  const problem = (message: string, expected: string) =>
    new ConfigError([
      {
        file: source.file,
        field: 'account.keyfile',
        value: account.keyfile,
        message,
        expected,
        ...source.placeOf(['account', 'keyfile'], 'value'),
      },
    ])
  const path = resolve(folder, account.keyfile)
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw problem(`cannot be opened: ${error.message}`, 'a file that holds the secret of the account')
  })
  try {
    // The mode of the opened file, not of whatever the path names a moment later.
    const { mode } = await handle.stat()
    if ((mode & 0o077) !== 0)
      throw problem(`may be read by others (mode ${(mode & 0o777).toString(8)})`, `mode 600: run chmod 600 ${path}`)
    const secret = (await handle.readFile('utf8')).trim()
    if (secret === '') throw problem('is empty', 'a mnemonic, a seed or a secret URI')
    return await createSigner(secret).catch(() => {
      throw problem('does not hold a secret that can be used', 'a mnemonic, a seed or a secret URI')
    })
  } finally {
    await handle.close()
  }
}
