import { open, readFile, rename } from 'node:fs/promises'
import { z } from 'zod'
import type { HighestNonces } from './nonce-guard.ts'

const content = z.record(z.string(), z.number().int().min(0))

/** The nonces of a run before; none when there is no file yet. @throws when it holds something else */
export async function readNonces(file: string): Promise<HighestNonces> {
  try {
    return content.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

/** Writes them one after the other, each on disk before it counts. */
export function nonceWriter(file: string): (highest: HighestNonces) => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return (highest) => {
    last = last.catch(() => {}).then(() => write(file, highest))
    return last
  }
}

async function write(file: string, highest: HighestNonces): Promise<void> {
  const beside = `${file}.new`
  const handle = await open(beside, 'w', 0o600)
  try {
    await handle.writeFile(`${JSON.stringify(highest)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(beside, file)
}
