import { type FileHandle, open } from 'node:fs/promises'

/** What is wrong with a file that holds a secret, and what it should be. */
export type Refuse = (message: string, expected: string) => Error

/** The text of a file that nobody else can read. @param holds what it is for, e.g. `the passphrase` */
export async function readSecretFile(path: string, holds: string, refuse: Refuse): Promise<string> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    // Not the whole message: it repeats the path, and somebody may have put the secret itself there.
    throw refuse(`cannot be opened (${error.code ?? 'unknown error'})`, `a file that holds ${holds}`)
  })
  try {
    await assertPrivate(handle, holds, refuse)
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}

/** Goes by the opened file, not by whatever the path names a moment later. */
async function assertPrivate(handle: FileHandle, holds: string, refuse: Refuse): Promise<void> {
  const stat = await handle.stat()
  if (!stat.isFile()) throw refuse('is not a file', `a file that holds ${holds}`)
  if ((stat.mode & 0o077) !== 0)
    throw refuse(
      `may be read by others (mode ${(stat.mode & 0o777).toString(8)})`,
      'mode 600 or less: run chmod 600 on the file',
    )
}
