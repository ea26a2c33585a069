import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountsReady, createSigner, devAccount } from '../../src/devnet/accounts.ts'
import { fromHex } from '../../src/devnet/bytes.ts'
import { type Chain, createChain } from '../../src/devnet/chain/chain.ts'
import type { PoolStatus } from '../../src/devnet/chain/pool.ts'
import { createFaults } from '../../src/devnet/faults.ts'
import { createConnection } from '../../src/devnet/rpc/connection.ts'
import { createRuntime, type DevnetRuntime } from '../../src/devnet/runtime/index.ts'
import { remark } from './calls.ts'
import { funded } from './harness.ts'

let runtime: DevnetRuntime
let chain: Chain
let told: string[]

const clock = { now: () => 1_000, setTimeout: () => 0, clearTimeout: () => {} } as never

beforeAll(accountsReady)
beforeEach(() => {
  runtime = createRuntime({ genesis: { endowed: [funded(devAccount('Alice')), funded(devAccount('Bob'))] } })
  chain = createChain(runtime, clock, { finalityLag: 2 }, (error) => {
    throw error
  })
  told = []
  chain.onImport.add(({ number }) => told.push(`import ${number}`))
  chain.onBest.add(({ number }) => told.push(`best ${number}`))
  chain.onAbandoned.add(({ number }) => told.push(`abandoned ${number}`))
  chain.onFinalized.add(({ number }) => told.push(`final ${number}`))
})

const signed = (nonce: number, text = 'x') =>
  createSigner(runtime, fromHex(chain.genesis.hash.slice(2))).sign(devAccount('Alice'), remark(text), { nonce })

/** Watches an extrinsic of Alice's. */
function watched(nonce: number) {
  const statuses: PoolStatus[] = []
  const bytes = signed(nonce)
  const hash = chain.pool.submit(bytes)
  chain.pool.watch(hash, (status) => void statuses.push(status))
  return {
    bytes,
    hash,
    statuses: () => statuses.filter((status) => typeof status === 'object' && !('broadcast' in status)),
  }
}

function call(method: string, ...params: unknown[]): unknown {
  let reply: { result?: unknown; error?: { code: number; message: string } } = {}
  const connection = createConnection(
    { chain, upgrades: [], faults: createFaults(clock), dropConnections() {}, name: 'x', properties: {} },
    (text) => (reply = JSON.parse(text)),
    () => {},
  )
  connection.receive(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))
  if (reply.error !== undefined) throw Object.assign(new Error(reply.error.message), { code: reply.error.code })
  return reply.result
}

describe('a fork', () => {
  it('is the best chain once it is longer, and only then', () => {
    const one = chain.seal()
    const fork = chain.seal({ parent: chain.genesis.hash })
    expect(fork.hash).not.toBe(one.hash)
    expect(chain.best).toBe(one)
    const longer = chain.seal({ parent: fork.hash })
    expect(chain.best).toBe(longer)
    expect(chain.at(1)).toBe(fork)
    expect(told).toEqual(['import 1', 'best 1', 'import 1', 'import 2', 'best 2'])
  })

  it('has the states of its own ancestors', () => {
    const [key, value] = ['aa', Uint8Array.of(1)]
    const one = chain.seal({ changes: new Map([[key, value]]) })
    const fork = chain.seal({ parent: chain.genesis.hash })
    expect(chain.state(one.hash).get(key)).toEqual(value)
    expect(chain.state(fork.hash).get(key)).toBeUndefined()
    expect(chain.context(fork).blockHash(1)).toEqual(fromHex(fork.hash.slice(2)))
  })

  it('puts what the other chain held back into the pool, and tells who watches', () => {
    const { hash, statuses } = watched(0)
    const one = chain.seal()
    chain.setHead(chain.seal({ parent: chain.genesis.hash, extrinsics: [] }).hash)
    expect(statuses()).toEqual([{ inBlock: one.hash }, { retracted: one.hash }])
    expect(chain.pool.size).toBe(1)
    const again = chain.seal()
    chain.finalize(again.hash)
    expect(statuses().slice(2)).toEqual([{ inBlock: again.hash }, { finalized: again.hash }])
    expect(chain.find(one.hash)).toBeUndefined()
    expect(hash).toMatch(/^0x/)
  })

  it('that was left behind by finality is gone, and nothing can be built on it', () => {
    const fork = chain.seal()
    const child = chain.seal({ parent: fork.hash })
    chain.setHead(chain.seal({ parent: chain.genesis.hash }).hash)
    told.length = 0
    chain.finalize(chain.best.hash)
    expect(told).toEqual(['abandoned 1', 'abandoned 2', 'final 1'])
    expect(chain.find(child.hash)).toBeUndefined()
    expect(() => chain.seal({ parent: fork.hash })).toThrow('UnknownBlock')
    expect(() => chain.seal({ parent: chain.genesis.hash })).toThrow('does not follow on the finalized block')
  })
})

describe('the past', () => {
  it('is forgotten as far as told to, and from then on', () => {
    chain.finality = { mode: 'lag', lag: 1 }
    call('dev_newBlock', { count: 10 })
    expect(call('dev_prune', 3)).toBe(3)
    const kept = () =>
      Array.from({ length: chain.best.number + 1 }, (_, number) => number).filter(
        (number) => chain.at(number)!.state !== undefined,
      )
    expect(kept()).toEqual([0, 7, 8, 9, 10])
    call('dev_newBlock')
    expect(kept()).toEqual([0, 8, 9, 10, 11])
    expect(() => chain.state(chain.at(5)!.hash)).toThrow('State already discarded')
    expect(() => call('dev_prune', 0)).toThrow('has to be kept')
  })

  it('is forgotten with its headers and bodies, where only so many blocks are kept', () => {
    const short = createChain(runtime, clock, { finalityLag: 2, keepBlocks: 3 }, () => {})
    chain = short
    for (let made = 0; made < 10; made += 1) short.seal()
    // Final up to 8.
    const known = Array.from({ length: 11 }, (_, number) => number).filter((number) => short.at(number) !== undefined)
    expect(known).toEqual([0, 6, 7, 8, 9, 10])
    expect(call('chain_getBlockHash', [0, 5, 6])).toEqual([short.genesis.hash, null, short.at(6)!.hash])
    const gone = short.at(6)!.hash
    short.seal()
    expect(call('chain_getBlock', gone)).toBeNull()
    expect(call('chain_getHeader', gone)).toBeNull()
    expect(call('chain_getBlockHash', 6)).toBeNull()
    expect(call('archive_v1_hashByHeight', 6)).toEqual([])
    expect(() => call('state_getStorage', '0x26aa', gone)).toThrow('UnknownBlock')
    expect(() => call('state_getRuntimeVersion', gone)).toThrow('UnknownBlock')
    expect(call('chain_getBlock', short.at(7)!.hash)).toMatchObject({ justifications: null })
  })

  it('is forgotten when told to, and forks still come and go', () => {
    const hashes = Array.from({ length: 10 }, () => chain.seal().hash)
    expect(call('dev_pruneBlocks', 2)).toBe(2)
    expect(chain.find(hashes[5]!)).toBeUndefined()
    expect(chain.find(hashes[6]!)?.number).toBe(7)
    expect(() => call('dev_pruneBlocks', 0)).toThrow('has to be kept')
    const fork = chain.seal({ parent: chain.at(9)!.hash })
    expect(chain.seal({ parent: fork.hash }).hash).toBe(chain.best.hash)
    expect(chain.at(10)).toBe(fork)
    expect(chain.finalized.number).toBe(9)
    expect(chain.find(hashes[6]!)).toBeUndefined()
    expect(() => createChain(runtime, clock, { keepBlocks: 0 }, () => {})).toThrow(RangeError)
  })

  it('is behind: time goes on from where it was set', () => {
    const later = chain.seal().timestamp + 3_600_000
    expect(call('dev_timeTravel', later)).toBe(later)
    call('dev_newBlock', { count: 2 })
    expect([later, later + 1]).toContain(chain.best.timestamp)
    const date = new Date(later + 60_000).toISOString()
    expect(call('dev_timeTravel', date)).toBe(later + 60_000)
    expect(() => call('dev_timeTravel', later - 1)).toThrow('time goes on from there')
    expect(() => call('dev_timeTravel', 'soon')).toThrow('give a date')
  })
})

describe('finality', () => {
  it('can wait, and then jump', () => {
    expect(call('dev_setFinality', { mode: 'manual' })).toEqual({ mode: 'manual' })
    call('dev_newBlock', { count: 5 })
    expect(chain.finalized.number).toBe(0)
    expect(call('dev_finalize', 4)).toBe(chain.at(4)!.hash)
    expect(told.filter((line) => line.startsWith('final'))).toEqual(['final 1', 'final 2', 'final 3', 'final 4'])
    expect(() => call('dev_finalize', 2)).toThrow('does not follow')
    call('dev_setFinality', { mode: 'lag', lag: 3 })
    expect(chain.finalized.number).toBe(4)
    call('dev_newBlock', { count: 3 })
    expect(chain.finalized.number).toBe(5)
  })

  it('of a fork makes it the best chain', () => {
    call('dev_setFinality', { mode: 'manual' })
    const fork = String(call('dev_newBlock', { parent: chain.genesis.hash }))
    call('dev_newBlock', { parent: chain.genesis.hash, count: 4 })
    expect(chain.best.number).toBe(4)
    call('dev_finalize', fork)
    expect(chain.best.hash).toBe(fork)
  })
})

describe('the pool', () => {
  it('refuses for a while what was evicted from it', () => {
    const { hash, bytes } = watched(0)
    expect(call('dev_evict', hash)).toBe(true)
    expect(() => chain.pool.submit(bytes)).toThrow('temporarily banned')
    for (let made = 0; made < 301; made += 1) chain.seal()
    expect(chain.pool.submit(bytes)).toBe(hash)
  })

  it('can lose what it holds without a word', () => {
    const { statuses } = watched(0)
    expect(call('dev_dropPending')).toBe(0)
    chain.seal()
    expect(statuses()).toEqual([])
    expect(chain.pool.submit(signed(0))).toMatch(/^0x/)
  })

  it('gives up on a block that does not become final', () => {
    call('dev_setFinality', { mode: 'manual' })
    const { statuses } = watched(0)
    const block = chain.seal()
    for (let made = 0; made < 512; made += 1) chain.seal({ extrinsics: [] })
    expect(statuses()).toEqual([{ inBlock: block.hash }, { finalityTimeout: block.hash }])
  })
})
