import { startChild } from '../../child.ts'
import type { ChainProcess } from './chain-process.ts'
import type { ReeveProcess } from './reeve-process.ts'

const STAGES = 4
const BLOCKS = 5_000
const EVENTS = 10

/** What the follower's process holds after each 5,000 blocks, all of whose events were consumed. */
export async function memory(): Promise<void> {
  const chain = startChild<ChainProcess>(new URL('chain-process.ts', import.meta.url))
  const [url, genesis] = [await chain.call('url'), await chain.call('genesis')]
  const program = new URL('reeve-process.ts', import.meta.url)
  const reeve = startChild<ReeveProcess>(program, [url, genesis, 'all'], ['--expose-gc'])
  await chain.call('make', 2, EVENTS)
  await reeve.call('start')
  let first = { heap: Number.NaN, resident: Number.NaN }
  for (let stage = 1; stage <= STAGES; stage += 1) {
    const { last } = await chain.call('make', BLOCKS, EVENTS)
    const now = await reeve.call('memoryAt', last)
    if (stage === 1) first = now
    process.stdout.write(
      `  ${`after ${stage * BLOCKS} blocks`.padEnd(52)} ${(now.heap / first.heap).toFixed(2).padStart(8)} x the heap, ` +
        `${(now.resident / first.resident).toFixed(2)} x resident   (${now.heap.toFixed(1)} MB, ${now.resident.toFixed(0)} MB)\n`,
    )
  }
  await reeve.stop()
  await chain.stop()
}
