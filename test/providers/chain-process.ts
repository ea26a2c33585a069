/** A development chain in a process of its own, with time-outs that a run lives to see. */
import { accountsReady } from '../../src/devnet/accounts.ts'
import { startDevnet } from '../../src/devnet/devnet.ts'
import { impatient } from '../../src/devnet/presets.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'
import { answer } from '../child.ts'

await accountsReady()
const devnet = await startDevnet({ port: 0, keepStates: 100_000 }, { runtime: createRuntime(impatient()) })

const methods = {
  url: () => devnet.url,
  produce: (milliseconds: number) => devnet.produce(milliseconds),
  pause: () => devnet.pause(),
}
export type ChainProcess = typeof methods

answer(methods)
