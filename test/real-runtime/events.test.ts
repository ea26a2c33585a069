/** Events as a real runtime emits them, and all that it could emit, by our decoder and by a public one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEventDecoder, type DecodeEvents } from '../../src/chain/runtime/decode-events.ts'
import { randomBlocks } from '../chain/scale/blocks.ts'
import { referenceDecode } from '../chain/scale/reference.ts'
import { type Described, described } from '../chain/scale/runtimes.ts'
import { type RealChain, startRealChain } from './chain.ts'
import { openWire, type Wire } from './wire.ts'

/** Of `System.Events`: the two names hashed by two_x 128. */
const EVENTS = '0x26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7'

let chain: RealChain
let wire: Wire
let runtime: Described
let decode: DecodeEvents

beforeAll(async () => {
  chain = await startRealChain()
  wire = await openWire(chain.url)
  runtime = described((await wire.request('state_getMetadata')) as string)
  decode = createEventDecoder(runtime)
}, 60_000)

afterAll(async () => {
  wire?.close()
  await chain?.stop()
})

const bytesOf = (hex: string) => Buffer.from(hex.slice(2), 'hex')

describe('events of Rococo Asset Hub', () => {
  it('of its blocks are read alike', async () => {
    const { names } = randomBlocks(runtime, 1, 1)
    const block = await chain.newBlock(2)
    const events = (await wire.request('state_getStorage', EVENTS, block)) as string
    const ours = decode(events, names)
    expect(ours.map(({ pallet, event }) => `${pallet}.${event}`)).toContain('System.ExtrinsicSuccess')
    expect(ours).toEqual(referenceDecode(runtime, bytesOf(events)))
  })

  it('of every kind are read alike', () => {
    const { blocks, names, records } = randomBlocks(runtime, 2, 4)
    const ours = blocks.map((bytes) => decode(`0x${bytes.toString('hex')}`, names))
    expect(ours).toEqual(blocks.map((bytes) => referenceDecode(runtime, bytes)))
    expect(ours.flat()).toHaveLength(records.length)
    expect(records.length).toBeGreaterThan(200)
  })
})
