import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ChainError } from '../../../src/chain/errors.ts'
import { createEventDecoder } from '../../../src/chain/runtime/decode-events.ts'
import { blockOf, randomBlocks } from './blocks.ts'
import { count } from './generate.ts'
import { described, METADATA } from './runtimes.ts'

const runtime = described(METADATA['Polkadot V15']!)
const decode = createEventDecoder(runtime)
const { names, records } = randomBlocks(runtime, 5, 1)
const NONE: ReadonlySet<string> = new Set()

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`
const attempt = (bytes: string, wanted: ReadonlySet<string> = names) => {
  try {
    return decode(bytes, wanted)
  } catch (error) {
    if (error instanceof ChainError && error.code === 'undecodable') return error
    throw error
  }
}

const INITIALIZATION = [2]
/** `System.ExtrinsicSuccess` up to the class of its dispatch. */
const SUCCESS = [...INITIALIZATION, 0, 0, 0, 0]
/** `System.CodeUpdated` */
const CODE_UPDATED = [...INITIALIZATION, 0, 2, 0]
/** `System.Remarked` by an account of zeros. */
const REMARKED = [...INITIALIZATION, 0, 5, ...new Array<number>(64).fill(0), 0]

const HUGE = [0xfe, 0xff, 0xff, 0xff]

describe('bytes that are no events', () => {
  it('are refused at every length but the right one, of every event', () => {
    for (const record of records) {
      const whole = blockOf([record])
      expect(decode(hex(whole), names)).toHaveLength(1)
      for (const wanted of [names, NONE]) {
        const cuts = whole.length < 100 ? whole.keys() : [1, 2, 40, whole.length - 2, whole.length - 1]
        for (const length of cuts) expect(attempt(hex(whole.subarray(0, length)), wanted)).toBeInstanceOf(ChainError)
        expect(attempt(hex(Buffer.concat([whole, Buffer.of(0)])), wanted)).toBeInstanceOf(ChainError)
      }
    }
  })

  it.each([
    [
      'an unknown pallet',
      [[...INITIALIZATION, 250, 0, 0]],
      'event 0 (250.0, indices 250.0, at byte 2): there is no pallet 250 at byte 2',
    ],
    [
      'an unknown event',
      [CODE_UPDATED, [...INITIALIZATION, 0, 99, 0]],
      'event 1 (System.99, indices 0.99, at byte 6): System has no event 99 at byte 7',
    ],
    [
      'an unknown variant of a field',
      [[...SUCCESS, 9, 0, 0]],
      'event 0 (System.ExtrinsicSuccess, indices 0.0, at byte 2): there is no variant 9 at byte 6',
    ],
    ['an unknown phase', [[3, 0, 2, 0]], 'event 0: there is no variant 3 at byte 1'],
    [
      'a list of topics without end',
      [[...CODE_UPDATED.slice(0, -1), ...HUGE]],
      'a length of 1073741823 exceeds the 0 bytes left at byte 8',
    ],
    [
      'a length of more than 32 bits',
      [[...CODE_UPDATED.slice(0, -1), 0x07, 0, 0, 0, 0, 1]],
      'a length of more than 32 bits at byte 4',
    ],
    ['a phase after the last event', [REMARKED, [0]], 'event 1: the bytes end too early'],
  ])('are refused: %s', (_, parts, reason) => {
    const error = attempt(hex(blockOf(parts)))
    expect(error).toMatchObject({ payload: { what: 'System.Events', reason: expect.stringContaining(reason) } })
  })

  it.each([
    ['nothing', '0x'],
    ['no prefix', '00'],
    ['half a byte', '0x000'],
    ['what is no digit, after the last event', `${hex(blockOf([CODE_UPDATED]))}zz`],
    ['more events than bytes', hex(Buffer.from(HUGE))],
    ['one event too few', hex(Buffer.from([...count(2), ...REMARKED]))],
    ['one event too many', hex(Buffer.from([...count(1), ...REMARKED, ...REMARKED]))],
  ])('are refused: %s', (_, bytes) => {
    expect(attempt(bytes)).toBeInstanceOf(ChainError)
  })

  it('take no more memory than they are long, whatever length they claim', () => {
    // Wherever an event begins with a list, of 2^30 - 1 elements.
    const claims = records.map((record) => blockOf([[...record.slice(0, 3), ...HUGE, ...HUGE, ...HUGE]]))
    const allocated = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
    for (const claim of claims) {
      const before = allocated()
      expect(attempt(hex(claim))).toBeInstanceOf(ChainError)
      expect(allocated() - before).toBeLessThan(2 ** 22)
    }
  })

  it('end in a typed error whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        for (const wanted of [names, NONE]) attempt(hex(bytes), wanted)
      }),
      { numRuns: 5_000, seed: 1 },
    )
    // Events with some bytes exchanged get further into a record than noise does.
    const honest = fc.constantFrom(...records).map((record) => blockOf([record, record]))
    const change = fc.tuple(fc.nat(), fc.constantFrom([0], [1], [2], [3], [0x13], [0xff, 0xff], HUGE))
    fc.assert(
      fc.property(honest, fc.array(change, { minLength: 1, maxLength: 4 }), (bytes, changes) => {
        const changed = Buffer.from(bytes)
        for (const [at, by] of changes) changed.set(by.slice(0, changed.length), at % (changed.length - by.length + 1))
        const [all, none] = [attempt(hex(changed)), attempt(hex(changed), NONE)]
        // What the skipper refuses the decoder never sees; what it accepts the decoder may still refuse.
        if (none instanceof ChainError) expect(all).toBeInstanceOf(ChainError)
      }),
      { numRuns: 5_000, seed: 2 },
    )
  })
})
