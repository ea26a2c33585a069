import type { DevAccount } from '../../../../src/devnet/accounts.ts'
import type { Call } from '../../../../src/devnet/runtime/index.ts'
import type { TestChain } from '../../../devnet/harness.ts'

/** What something leaves on the chain, as it is encoded there. */
export interface Bytes {
  readonly extrinsics: number
  readonly events: number
  /** Keys and values that are there afterwards and were not before; less than nothing where some are gone. */
  readonly state: number
  /** Keys and values that were written, new or not: an archive keeps them all. */
  readonly written: number
  readonly count: number
}

export const NO_BYTES: Bytes = { extrinsics: 0, events: 0, state: 0, written: 0, count: 0 }

const combined = (a: Bytes, b: Bytes): Bytes => ({
  extrinsics: a.extrinsics + b.extrinsics,
  events: a.events + b.events,
  state: a.state + b.state,
  written: a.written + b.written,
  count: a.count + b.count,
})
export const sumOf = (...all: readonly Bytes[]): Bytes => all.reduce(combined, NO_BYTES)

export const times = ({ extrinsics, events, state, written, count }: Bytes, factor: number): Bytes => ({
  extrinsics: extrinsics * factor,
  events: events * factor,
  state: state * factor,
  written: written * factor,
  count: count * factor,
})

/** What is sent round and kept by each full node; state that is gone by the end is not. */
export const totalOf = ({ extrinsics, events, state }: Bytes): number => extrinsics + events + Math.max(0, state)

/** And what an archive keeps besides: each value that ever was, without the nodes of the trie. */
export const archivedOf = ({ extrinsics, events, written }: Bytes): number => extrinsics + events + written

const SYSTEM = '26aa394eea5630e07c48ae0c9558cef7'
const ACCOUNTS = `${SYSTEM}b99d880ec681799c0cf30e8886371da9`
const EVENTS = `${SYSTEM}80d41e5e16056765bc8461851072c9d7`
const TIMESTAMP = 'f0c365c3cf59d671eb72da0e7a4113c4'
const APPLIED = 1

/** What each block writes, whatever is in it. */
const isHousekeeping = (key: string): boolean =>
  (key.startsWith(SYSTEM) && !key.startsWith(ACCOUNTS)) || key.startsWith(TIMESTAMP)

interface Encoded {
  readonly phase: { readonly isApplyExtrinsic: boolean; readonly asApplyExtrinsic: { toNumber(): number } }
  toU8a(): Uint8Array
}

/** Submits, each call in a block of its own, and says what it left. @throws when the chain refuses the call */
export function createMeter(chain: TestChain) {
  const sizeOf = (key: string, value: Uint8Array | null | undefined) => (value ? key.length / 2 + value.length : 0)

  return (who: DevAccount, call: Call): Bytes => {
    const signed = chain.sign(who, call)
    const before = new Map(chain.state)
    const { changes, events } = chain.block(signed)
    const failed = events.find(({ name }) => name === 'system.ExtrinsicFailed')
    if (failed) throw new Error(`${call.type}.${call.value.type}: ${JSON.stringify(failed.data)}`)
    const records = chain.registry.createType('Vec<EventRecord>', chain.state.get(EVENTS)) as unknown as Encoded[]
    const own = records.filter(({ phase }) => phase.isApplyExtrinsic && phase.asApplyExtrinsic.toNumber() === APPLIED)
    const changed = [...changes].filter(([key]) => !isHousekeeping(key))
    return {
      extrinsics: signed.length,
      events: own.reduce((sum, record) => sum + record.toU8a().length, 0),
      state: changed.reduce((sum, [key, value]) => sum + sizeOf(key, value) - sizeOf(key, before.get(key)), 0),
      written: changed.reduce((sum, [key, value]) => sum + sizeOf(key, value), 0),
      count: 1,
    }
  }
}

export type Meter = ReturnType<typeof createMeter>
