import { startChild } from '../../child.ts'
import { report } from '../measure.ts'
import type { ChainProcess } from './chain-process.ts'
import type { PolkadotProcess } from './polkadot-process.ts'
import type { Times } from './readers.ts'
import type { ReeveProcess } from './reeve-process.ts'

const BLOCKS = 400
const WARM_UP = 100
const EVENTS = 100
/** Milliseconds between blocks. */
const EVERY = 25

/** Microseconds from one to the other at these shares of the blocks, those of the warm-up left out. */
function quantiles(from: Times, to: Times): { readonly p50: number; readonly p99: number } {
  const heard = new Map(to)
  const waits = from
    .slice(WARM_UP)
    .map(([number, at]) => Number(heard.get(number)! - at) / 1_000)
    .sort((a, b) => a - b)
  return { p50: waits[Math.floor(waits.length * 0.5)]!, p99: waits[Math.floor(waits.length * 0.99)]! }
}

/** From the moment a block is final to what a program is told of it, while nothing else is to be done. */
export async function latency(): Promise<void> {
  const chain = startChild<ChainProcess>(new URL('chain-process.ts', import.meta.url))
  const { last } = await chain.call('make', 2, EVENTS)
  const [url, genesis] = [await chain.call('url'), await chain.call('genesis')]

  const polkadot = startChild<PolkadotProcess>(new URL('polkadot-process.ts', import.meta.url), [url])
  await polkadot.call('listen')
  const first = await chain.call('makeSlowly', BLOCKS, EVENTS, EVERY)
  const theirs = await polkadot.call('heard', last + BLOCKS)
  await polkadot.stop()

  const program = new URL('reeve-process.ts', import.meta.url)
  const reeve = startChild<ReeveProcess>(program, [url, genesis, 'two'])
  await reeve.call('start')
  await reeve.call('heard', last + BLOCKS)
  const second = await chain.call('makeSlowly', BLOCKS, EVENTS, EVERY)
  const ours = await reeve.call('heard', last + 2 * BLOCKS)
  await reeve.stop()
  await chain.stop()

  const heads = quantiles(first, theirs.heads)
  const events = quantiles(first, theirs.events)
  const facts = quantiles(second, ours)
  for (const p of ['p50', 'p99'] as const) {
    report(`@polkadot/api, head only, ${p} (baseline)`, heads[p], heads[p], 'us')
    report(`@polkadot/api, events of the head, ${p}`, events[p], heads[p], 'us')
    report(`follower, facts of the block, ${p}`, facts[p], heads[p], 'us')
  }
}
