import { cryptoWaitReady, hexToU8a } from '#polkadot'
import type { ChainFact } from '../../../src/chain/decoder/chain-fact.ts'
import { createDecoder } from '../../../src/chain/decoder/decoder.ts'
import { createEventDecoder } from '../../../src/chain/runtime/decode-events.ts'
import { camelCase, lowerFirst } from '../../../src/chain/runtime/names.ts'
import type { ChainRuntime } from '../../../src/chain/runtime/runtime.ts'
import { createEventReader } from '../../../src/chain/scale/events.ts'
import { readTypes } from '../../../src/chain/scale/read-types.ts'
import { createAddresses } from '../../../src/chain/scale/ss58.ts'
import { eventsType, type ReferenceRecord } from '../../chain/scale/reference.ts'
import { nanoseconds, report } from '../measure.ts'
import { MIX, replyWith, runtime } from './block.ts'

const SIZES = [10, 100, 1_000, 5_000]
const EVENTS_A_ROUND = 20_000
const BLOCK = { number: 1, hash: `0x${'00'.repeat(32)}` }
const WANTED: Readonly<Record<string, readonly ChainFact[]>> = {
  '2 % wanted': [MIX.at(-1)!.fact],
  'all wanted': MIX.map(({ fact }) => fact),
}

const resultOf = (reply: string) => (JSON.parse(reply) as { result: string }).result

/** As `api.query.system.events.at` decodes, and the plain values of those that are wanted. */
function byPolkadot(reply: string, wanted: ReadonlySet<string>): unknown[] {
  const { registry } = runtime
  const type = registry.createLookupType(eventsType(runtime))
  const options = { isPedantic: true }
  const records = registry.createTypeUnsafe(type, [hexToU8a(resultOf(reply))], options) as unknown as ReferenceRecord[]
  return records
    .filter(({ event }) => wanted.has(`${event.section}.${event.method}`))
    .map(({ event }) => event.data.map((value) => value.toPrimitive(true)))
}

/** Median microseconds a block of `size` events. */
function perBlock(size: number, work: () => void): number {
  const blocks = EVENTS_A_ROUND / size
  const repeat = () => {
    for (let block = 0; block < blocks; block += 1) work()
  }
  repeat()
  return nanoseconds(blocks, repeat) / 1_000
}

/** The steps on the way from a reply's text to facts, beside JSON.parse; and the whole way, beside @polkadot/api. */
export async function decode(): Promise<void> {
  // As in the node: without, addresses take @polkadot/util-crypto twice as long.
  await cryptoWaitReady()
  const reader = createEventReader(
    readTypes(runtime.registry.lookup),
    eventsType(runtime),
    createAddresses(0),
    camelCase,
  )
  const none = reader.select(new Set())
  const chain = { decodeEvents: createEventDecoder(runtime) } as unknown as ChainRuntime
  for (const size of SIZES) {
    const reply = replyWith(size)
    const digits = resultOf(reply).slice(2)
    const bytes = Buffer.from(digits, 'hex')
    const parsed = perBlock(size, () => void JSON.parse(reply))
    const unhexed = perBlock(size, () => void Buffer.from(digits, 'hex'))
    const scanned = perBlock(size, () => void reader.read(bytes, none))
    report(`${size} events: JSON.parse of the reply (baseline)`, parsed, parsed, 'us')
    report(`${size} events: hex to bytes`, unhexed, parsed, 'us')
    report(`${size} events: scan, nothing wanted`, scanned, parsed, 'us')
    for (const [share, facts] of Object.entries(WANTED)) {
      const decoder = createDecoder(facts)
      const names = new Set(facts.map(({ source }) => `${lowerFirst(source.pallet)}.${source.event}`))
      const ours = perBlock(size, () => void decoder.decode(chain, resultOf(reply), BLOCK))
      const theirs = perBlock(size, () => void byPolkadot(reply, names))
      report(`${size} events, ${share}: reply to facts (baseline)`, ours, ours, 'us')
      report(`${size} events, ${share}: @polkadot/api, no checks`, theirs, ours, 'us')
    }
  }
}
