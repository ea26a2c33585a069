/** Puts and commits objects into the store of a file for as long as it lives, and says of each when it was answered. */

import { openContentStore } from '../../../src/storage/store/content-store.ts'
import { answer } from '../../child.ts'
import { commitObjects } from './stage.ts'

const store = await openContentStore(process.argv[2]!, () => 0)

const methods = {
  /** @returns the root that the bucket has then */
  async commit(text: string): Promise<string> {
    const { mmrRoot } = await commitObjects(store, 1n, text)
    return mmrRoot
  },
}

export type WriterProcess = typeof methods
answer(methods)
