import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountsReady, devAccount } from '../../src/devnet/accounts.ts'
import { to0x } from '../../src/devnet/bytes.ts'
import { type Chain, createChain } from '../../src/devnet/chain/chain.ts'
import { createFaults } from '../../src/devnet/faults.ts'
import { createConnection, type RpcConnection } from '../../src/devnet/rpc/connection.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'
import { funded } from './harness.ts'

interface Message {
  readonly id?: number
  readonly method?: string
  readonly result?: unknown
  readonly error?: { readonly code: number }
  readonly params?: { readonly subscription: string; readonly result: Record<string, unknown> }
}

const clock = { now: () => 1_000, setTimeout: () => 0, clearTimeout: () => {} } as never
const KEY = '0xaa'

let chain: Chain
let sent: Message[]
let connection: RpcConnection

beforeAll(accountsReady)
beforeEach(() => {
  const genesis = { endowed: [funded(devAccount('Alice'))] }
  const next = createRuntime({ genesis, version: { specVersion: 2 } })
  const fail = (error: unknown) => {
    throw error
  }
  chain = createChain(createRuntime({ genesis }), clock, { finalityLag: 2 }, fail)
  sent = []
  const context = {
    chain,
    upgrades: [next],
    faults: createFaults(clock),
    dropConnections() {},
    name: 'x',
    properties: {},
  }
  connection = createConnection(context, (text) => void sent.push(JSON.parse(text)), fail)
})

function call(method: string, ...params: unknown[]): Message {
  connection.receive(JSON.stringify({ jsonrpc: '2.0', id: 7, method, params }))
  return sent.findLast(({ id }) => id === 7)!
}

const events = () => sent.flatMap(({ params }) => (params === undefined ? [] : [params.result]))
const named = (event: string) => events().filter((each) => each['event'] === event)
const follow = (withRuntime = true) => String(call('chainHead_v1_follow', withRuntime).result)
const seal = (...args: Parameters<Chain['seal']>) => chain.seal(...args).hash

describe('chainHead_v1_follow', () => {
  it('begins with the finalized blocks, those after them, and the best one', () => {
    const hashes = [chain.genesis.hash, seal(), seal(), seal()]
    follow()
    expect(events().map(({ event }) => event)).toEqual(['initialized', 'newBlock', 'newBlock', 'bestBlockChanged'])
    expect(events()[0]).toMatchObject({
      finalizedBlockHashes: hashes.slice(0, 2),
      finalizedBlockRuntime: { type: 'valid', spec: { specVersion: 1 } },
    })
    expect(events().at(-1)).toMatchObject({ bestBlockHash: hashes[3] })
  })

  it('tells of forks, and which blocks finality has left behind', () => {
    const one = seal()
    follow()
    const fork = seal({ parent: chain.genesis.hash })
    sent.length = 0
    chain.setHead(fork)
    chain.finalize(fork)
    expect(events()).toEqual([
      { event: 'bestBlockChanged', bestBlockHash: fork },
      { event: 'finalized', finalizedBlockHashes: [fork], prunedBlockHashes: [one] },
    ])
  })

  it('names a new runtime at the block that brings it, to those who want to know', () => {
    follow()
    const upgraded = String(call('dev_upgradeRuntime', 2).result)
    expect(named('newBlock')).toMatchObject([{ blockHash: upgraded, newRuntime: { spec: { specVersion: 2 } } }])
    seal()
    expect(named('newBlock')[1]).toMatchObject({ newRuntime: null })
  })

  it('says nothing more after it was unfollowed', () => {
    const id = follow()
    expect(call('chainHead_v1_unfollow', id).result).toBe(true)
    sent.length = 0
    seal()
    expect(events()).toEqual([])
    expect(call('chainHead_v1_header', id, chain.best.hash).result).toBeNull()
  })

  it('is stopped when it pins too much', () => {
    follow()
    for (let made = 0; made < 1_030; made += 1) seal()
    expect(named('stop')).toHaveLength(1)
    expect(events().at(-1)).toEqual({ event: 'stop' })
  })
})

describe('a pinned block', () => {
  it('is asked for its header, body, storage and runtime, each answer after the id of its operation', () => {
    const hash = chain.seal({
      changes: new Map([
        ['aa', Uint8Array.of(1)],
        ['aabb', Uint8Array.of(2)],
      ]),
    }).hash
    const id = follow()
    expect(call('chainHead_v1_header', id, hash).result).toMatch(/^0x/)
    for (const [method, ...params] of [
      ['chainHead_v1_body'],
      [
        'chainHead_v1_storage',
        [
          { key: KEY, type: 'value' },
          { key: KEY, type: 'descendantsHashes' },
        ],
      ],
      [
        'chainHead_v1_storage',
        [
          { key: '0xcc', type: 'hash' },
          { key: '0xcc', type: 'closestDescendantMerkleValue' },
        ],
      ],
      ['chainHead_v1_storage', [{ key: '0x', type: 'closestDescendantMerkleValue' }]],
      ['chainHead_v1_call', 'Core_version', '0x'],
      ['chainHead_v1_call', 'No_such', ''],
    ] as const) {
      const before = sent.length
      const { result } = call(method, id, hash, ...params)
      expect(result).toMatchObject({ result: 'started' })
      const { operationId } = result as { operationId: string }
      expect(sent[before]).toMatchObject({ id: 7 })
      expect(sent.slice(before + 1).map(({ params: told }) => told?.result['operationId'])).toContain(operationId)
    }
    expect(named('operationBodyDone')).toHaveLength(1)
    expect(named('operationStorageItems')).toMatchObject([
      { items: [{ key: KEY, value: '0x01' }, { key: KEY, hash: expect.any(String) }, { key: '0xaabb' }] },
      { items: [{ key: '0x', closestDescendantMerkleValue: to0x(chain.block(hash).header.stateRoot) }] },
    ])
    expect(named('operationStorageDone')).toHaveLength(3)
    expect(named('operationCallDone')).toHaveLength(1)
    expect(named('operationError')).toMatchObject([{ error: 'Exported method No_such is not found' }])
  })

  it('is gone for the subscription once it is unpinned', () => {
    const id = follow()
    expect(call('chainHead_v1_unpin', id, [chain.genesis.hash]).result).toBeNull()
    expect(call('chainHead_v1_header', id, chain.genesis.hash).error?.code).toBe(-32801)
    expect(call('chainHead_v1_unpin', id, chain.genesis.hash).error?.code).toBe(-32801)
    const hash = seal()
    expect(call('chainHead_v1_unpin', id, [hash, hash]).error?.code).toBe(-32804)
  })
})

describe('the archive', () => {
  it('knows blocks by height and hash, and their states', () => {
    const hash = chain.seal({ changes: new Map([['aa', Uint8Array.of(1)]]) }).hash
    seal()
    seal()
    expect(call('archive_v1_finalizedHeight').result).toBe(1)
    expect(call('archive_v1_hashByHeight', 1).result).toEqual([hash])
    expect(call('archive_v1_hashByHeight', 99).result).toEqual([])
    expect(call('archive_v1_genesisHash').result).toBe(chain.genesis.hash)
    expect(call('archive_v1_header', hash).result).toMatch(/^0x/)
    expect(call('archive_v1_body', hash).result).toHaveLength(1)
    expect(call('archive_v1_body', `0x${'00'.repeat(32)}`).result).toBeNull()
    expect(call('archive_v1_call', hash, 'Core_version', '').result).toMatchObject({ success: true })
    expect(call('archive_v1_call', hash, 'No_such', '').result).toMatchObject({ success: false })
    call('archive_v1_storage', hash, [{ key: KEY, type: 'value' }])
    expect(events()).toEqual([{ event: 'storage', key: KEY, value: '0x01' }, { event: 'storageDone' }])
  })

  it('has no other kinds of storage than it says', () => {
    expect(call('archive_v1_storage', chain.genesis.hash, [{ key: KEY, type: 'odd' }]).error?.code).toBe(-32602)
  })
})
