import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageOf } from '../kernel/index.ts'
import type { Complaint } from './account/place.ts'
import { ConfigError } from './config/problem.ts'

/** What is wrong with a data folder, in the words of where it was configured. */
export type FolderProblem = (complaint: Complaint) => ConfigError

/**
 * Opens what is in a folder, which is made if there is none, and holds it for this process alone until it is released.
 *
 * @throws ConfigError when it cannot be used, or another process has it
 */
export async function openFolder<Data>(
  folder: string,
  problem: FolderProblem,
  open: (release: () => void) => Data | Promise<Data>,
): Promise<Data> {
  try {
    // What the node works with stands in it.
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const release = lock(join(folder, 'lock.db'))
    try {
      return await open(release)
    } catch (error) {
      release()
      throw error
    }
  } catch (error) {
    throw error instanceof ConfigError ? error : problem(unusable(error))
  }
}

/** Holds a database locked: the system lets go of it when the process ends, however it ends. */
function lock(path: string): () => void {
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    throw error
  }
  return () => {
    if (database.isOpen) database.close()
  }
}

function unusable(error: unknown): Complaint {
  const busy = /locked|busy/i.test(messageOf(error))
  return {
    code: 'data',
    message: busy ? 'is in use by another process' : `cannot be used: ${messageOf(error)}`,
    expected: 'a folder of this node alone, that it may write to',
  }
}

/** Of a folder that was used with another chain; both by the hashes of their block 0. */
export const ofAnotherChain = (
  folder: string,
  { kept, found }: { readonly kept: string; readonly found: string },
): Complaint => ({
  code: 'data',
  message: `${folder} is of another chain: its genesis is ${kept}, that of the chain to be followed is ${found}`,
  expected: `endpoints of the chain ${kept}, or another folder for this one; or move ${folder} away, and begin anew`,
})

/** Of a folder with what only one account can go on with; both hex. */
export const ofAnotherAccount = (
  folder: string,
  { kept, found }: { readonly kept: string; readonly found: string },
): Complaint => ({
  code: 'data',
  message: `${folder} is of another account: it was used with ${kept}, the key is of ${found}`,
  expected: `the key of ${kept}, or another folder for this one`,
})
