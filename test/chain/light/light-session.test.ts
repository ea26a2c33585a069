import { describe, expect, it } from 'vitest'
import { createLightClient } from '../../../src/chain/connection/light/client.ts'
import { openLightSession } from '../../../src/chain/connection/light/open-session.ts'
import { createVirtualClock } from '../../../src/kernel/index.ts'
import { createStandIn, hashAt, type StandIn } from './stand-in.ts'

const ENDPOINT = 'light:test'
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

function setUp() {
  const clock = createVirtualClock()
  const standIn = createStandIn()
  const client = createLightClient({ chain: '{}' }, clock, log, standIn.start)
  const open = () => openLightSession(ENDPOINT, client, clock, { syncTimeout: 1_000, requestTimeout: 5_000 })
  return { clock, standIn, client, open }
}

/** Lets what is on its way arrive. */
const arrived = () => new Promise((resolve) => setImmediate(resolve))

const headersAskedFor = ({ asked }: StandIn) => asked.filter((method) => method === 'chain_getHeader').length

describe('a session with a light client', () => {
  it('is there once a finalized block is known', async () => {
    const { open, standIn } = setUp()
    standIn.finalized = 7
    const session = await open()
    expect(await session.request('chain_getBlockHash', [0])).toBe(hashAt(0))
    expect(session.endpoint).toBe(ENDPOINT)
  })

  it('is refused as still syncing when no finalized block comes in time, and the client goes on', async () => {
    const { open, standIn, clock } = setUp()
    const opening = open()
    const refused = expect(opening).rejects.toMatchObject({
      code: 'light-client-syncing',
      retryable: true,
      payload: { endpoint: ENDPOINT, milliseconds: 1_000 },
    })
    await arrived()
    clock.advance(1_000)
    await refused
    expect(standIn.openSessions).toBe(0)
    standIn.finalized = 1
    await open()
    expect(standIn.started).toBe(1)
  })

  it('tells silence to a request as still syncing', async () => {
    const { open, standIn, clock } = setUp()
    standIn.finalized = 7
    const session = await open()
    const silent = expect(session.request('state_getRuntimeVersion', [])).rejects.toMatchObject({
      code: 'light-client-syncing',
      message: expect.stringContaining('state_getRuntimeVersion: no reply in 5000 ms'),
    })
    await arrived()
    clock.advance(5_000)
    await silent
  })

  it('finds the hashes of numbers by going back from the finalized head', async () => {
    const { open, standIn } = setUp()
    standIn.finalized = 40
    const session = await open()
    expect(await session.request('chain_getBlockHash', [[38, 39, 40]])).toEqual([38, 39, 40].map(hashAt))
    expect(await session.request('chain_getBlockHash', [37])).toBe(hashAt(37))
    expect(await session.request('chain_getBlockHash', [[41]])).toEqual([null])
    standIn.finalized = 41
    expect(await session.request('chain_getBlockHash', [[41]])).toEqual([hashAt(41)])
  })

  it('asks for no header of a block whose hash it has', async () => {
    const { open, standIn } = setUp()
    standIn.finalized = 40
    const session = await open()
    await session.request('chain_getBlockHash', [[20]])
    const before = headersAskedFor(standIn)
    await session.request('chain_getBlockHash', [[25, 30]])
    expect(headersAskedFor(standIn)).toBe(before)
    // That of the head, and that of block 20, which names block 19.
    await session.request('chain_getBlockHash', [[19]])
    expect(headersAskedFor(standIn)).toBe(before + 2)
  })

  it('goes back to the genesis', async () => {
    const { open, standIn } = setUp()
    standIn.finalized = 2
    const session = await open()
    expect(await session.request('chain_getBlockHash', [[0, 1, 2]])).toEqual([0, 1, 2].map(hashAt))
  })

  it('knows no block further back than peers keep the state of', async () => {
    const { open, standIn } = setUp()
    standIn.finalized = 1_000
    const session = await open()
    expect(await session.request('chain_getBlockHash', [[487, 1_000]])).toEqual([null, null])
    expect(headersAskedFor(standIn)).toBe(1)
    expect(await session.request('chain_getBlockHash', [[488]])).toEqual([hashAt(488)])
  })

  it.each(['system_health', 'system_peers'])(
    'never asks for %s, which would block what comes after it',
    async (method) => {
      const { open, standIn } = setUp()
      standIn.finalized = 7
      const session = await open()
      await expect(session.request(method, [])).rejects.toMatchObject({
        code: 'rpc-error',
        payload: { rpcCode: -32601 },
      })
      expect(standIn.asked).not.toContain(method)
    },
  )
})

describe('the light client of a node', () => {
  it('is one for all sessions', async () => {
    const { open, standIn } = setUp()
    standIn.finalized = 7
    const [one, two] = await Promise.all([open(), open()])
    expect([standIn.started, standIn.openSessions]).toEqual([1, 2])
    one.close('test over')
    expect(await two.request('chain_getBlockHash', [7])).toBe(hashAt(7))
    expect(standIn.openSessions).toBe(1)
  })

  it('ends its sessions when it breaks, and starts again with the next', async () => {
    const { open, standIn } = setUp()
    standIn.finalized = 7
    const session = await open()
    const asked = expect(session.request('state_getRuntimeVersion', [])).rejects.toMatchObject({ code: 'disconnected' })
    standIn.crash('smoldot has panicked')
    await asked
    expect(await session.closed).toBe('smoldot has panicked')
    const again = await open()
    expect(await again.request('chain_getBlockHash', [7])).toBe(hashAt(7))
    expect(standIn.started).toBe(2)
  })

  it('tells why a chain is refused, and tries anew the next time', async () => {
    const { open, standIn } = setUp()
    standIn.refusal = 'Failed to decode chain specification'
    const failed = { code: 'connection-failed', payload: { reason: 'Failed to decode chain specification' } }
    await expect(open()).rejects.toMatchObject(failed)
    await expect(open()).rejects.toMatchObject(failed)
    expect(standIn.started).toBe(2)
  })

  it('is given up when it does not even say that it has started', async () => {
    const clock = createVirtualClock()
    const client = createLightClient({ chain: '{}' }, clock, log, () => ({
      ended: new Promise(() => {}),
      post: () => {},
    }))
    const refused = expect(client.connect(ENDPOINT)).rejects.toMatchObject({ code: 'connection-failed' })
    clock.advance(10_000)
    await refused
  })

  it('ends with the node, and its sessions with it', async () => {
    const { open, standIn, client } = setUp()
    await client.stop()
    standIn.finalized = 7
    const session = await open()
    await client.stop()
    expect(await session.closed).toBe('the light client has ended')
    expect(standIn.openSessions).toBe(0)
  })
})
