import { type Child, startChild } from '../../child.ts'
import { transfersIn } from './blocks.ts'
import type { ChainProcess } from './chain-process.ts'
import type { PolkadotProcess } from './polkadot-process.ts'
import type { Reading } from './readers.ts'
import type { ReeveProcess } from './reeve-process.ts'

/**
 * Events of a block, and how many of such blocks are read: enough that what is done once counts for little. Of that the API is spared
 * reading the metadata, which it has done before.
 */
const SIZES = [
  [10, 10_000],
  [100, 4_000],
  [1_000, 1_000],
] as const

/** All blocks of a chain after its genesis, by the node's follower and block after block by `@polkadot/api`. */
export async function catchUp(): Promise<void> {
  for (const [size, blocks] of SIZES) {
    const chain = startChild<ChainProcess>(new URL('chain-process.ts', import.meta.url))
    const made = await chain.call('make', blocks, size)
    const url = await chain.call('url')
    const genesis = await chain.call('genesis')

    async function reading(reader: Child<{ read(to: number): Promise<Reading> }>, events?: number): Promise<number> {
      const read = await reader.call('read', made.last)
      await reader.stop()
      if (events !== undefined && read.events !== events)
        throw new Error(`${read.events} events were read, of ${events} that the chain has`)
      return made.last / read.seconds
    }
    const reeve = (consumed: string) =>
      startChild<ReeveProcess>(new URL('reeve-process.ts', import.meta.url), [url, genesis, consumed])

    const baseline = await reading(
      startChild<PolkadotProcess>(new URL('polkadot-process.ts', import.meta.url), [url]),
      made.events,
    )
    const line = (what: string, perSecond: number) =>
      process.stdout.write(
        `  ${`${size} events: ${what}`.padEnd(52)} ${(perSecond / baseline).toFixed(2).padStart(8)} x   (${perSecond.toFixed(0)} blocks/s)\n`,
      )
    line('a loop of @polkadot/api (baseline)', baseline)
    const transfers = transfersIn(size)
    const share = `${((100 * transfers) / size).toFixed(0)} %`
    line(`follower, ${share} consumed`, await reading(reeve('transfers'), transfers * made.last))
    line('follower, all consumed', await reading(reeve('all'), made.events))
    await chain.stop()
  }
}
