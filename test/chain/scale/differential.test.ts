import { describe, expect, it } from 'vitest'
import { createEventDecoder } from '../../../src/chain/runtime/decode-events.ts'
import { randomBlocks } from './blocks.ts'
import { referenceDecode } from './reference.ts'
import { described, METADATA } from './runtimes.ts'

const ROUNDS = 4

describe('events by our decoder and by @polkadot/types', () => {
  it.each(Object.entries(METADATA))('are the same: every event of %s', (_, metadata) => {
    const runtime = described(metadata)
    const decode = createEventDecoder(runtime)
    const { blocks, names, records } = randomBlocks(runtime, 7, ROUNDS)
    let compared = 0
    for (const bytes of blocks) {
      const ours = decode(`0x${bytes.toString('hex')}`, names)
      const theirs = referenceDecode(runtime, bytes)
      // As text, which also has the order of keys.
      for (const [index, event] of theirs.entries()) expect(JSON.stringify(ours[index])).toBe(JSON.stringify(event))
      expect(ours).toHaveLength(theirs.length)
      compared += ours.length
    }
    expect(compared).toBe(records.length)
    // A few events have no value: they carry a task of a runtime without tasks.
    expect(compared).toBeGreaterThan((names.size - 4) * ROUNDS)
  })

  it('are found among others that are passed over', () => {
    const runtime = described(METADATA['Kusama V15']!)
    const decode = createEventDecoder(runtime)
    const { blocks, names } = randomBlocks(runtime, 8, 2)
    const wanted = new Set([...names].filter((_, index) => index % 50 === 3))
    for (const bytes of blocks) {
      const expected = referenceDecode(runtime, bytes).filter(({ pallet, event }) => wanted.has(`${pallet}.${event}`))
      expect(decode(`0x${bytes.toString('hex')}`, wanted)).toEqual(expected)
    }
    expect(wanted.size).toBeGreaterThan(5)
  })
})
