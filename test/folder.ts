import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'

/** A folder of its own for each test, gone afterwards. */
export function useFolder() {
  let path = ''
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'reeve-test-'))
  })
  afterEach(() => rm(path, { recursive: true }))
  return {
    get path() {
      return path
    },
    async put(name: string, text: string, mode = 0o600): Promise<string> {
      await writeFile(join(path, name), text, { mode })
      return join(path, name)
    },
  }
}
