/** Serves a chain to those who are measured, so that none of its work is theirs. */
import { accountFromUri, accountsReady } from '../../../src/devnet/accounts.ts'
import { startDevnet } from '../../../src/devnet/devnet.ts'
import { development } from '../../../src/devnet/presets.ts'
import { createRuntime } from '../../../src/devnet/runtime/index.ts'
import { answer } from '../../child.ts'
import { createBlockMaker, eventsIn } from './blocks.ts'

await accountsReady()
const account = accountFromUri('//Alice', 'ed25519')
const runtime = createRuntime(development([account]))
const devnet = await startDevnet({ port: 0, keepStates: 100_000 }, { runtime })
const { chain } = devnet
const seal = createBlockMaker(chain, runtime, account)
/** When each block became final, in nanoseconds of the machine's clock, which all processes share. */
const finalizedAt = new Map<number, bigint>()
chain.onFinalized.add(({ number }) => finalizedAt.set(number, process.hrtime.bigint()))

const methods = {
  url: () => devnet.url,
  genesis: () => chain.genesis.hash,
  /** Makes blocks now. @returns number of the last that is final, and how many events all up to it have */
  make(blocks: number, events: number) {
    for (let made = 0; made < blocks; made += 1) seal(events)
    const last = chain.finalized.number
    let total = 0
    for (let number = 1; number <= last; number += 1) total += eventsIn(chain.at(number)!)
    return { last, events: total }
  },
  /** Makes blocks one after another. @returns when each became final */
  async makeSlowly(blocks: number, events: number, every: number) {
    const first = chain.finalized.number + 1
    for (let made = 0; made < blocks; made += 1) {
      await new Promise((resolve) => setTimeout(resolve, every))
      seal(events)
    }
    return [...finalizedAt].filter(([number]) => number >= first)
  },
}

export type ChainProcess = typeof methods
answer(methods)
