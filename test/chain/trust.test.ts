import { describe, expect, it } from 'vitest'
import { withArchive } from '../../src/chain/connection/archive.ts'
import { ChainError } from '../../src/chain/errors.ts'
import { hashesOf } from '../../src/chain/follower/fetch.ts'
import { createWitness } from '../../src/chain/follower/witness.ts'
import { createVirtualClock } from '../../src/kernel/index.ts'
import { cursorAt, fakeNode, hashAt, headerAt, settle } from './fake-node.ts'

describe('a witness', () => {
  function stage(options: Parameters<typeof fakeNode>[0]) {
    const clock = createVirtualClock()
    const node = fakeNode(options)
    let opened = 0
    const witness = createWitness(['ws://other'], {
      clock,
      patience: 2_000,
      open: async () => {
        opened += 1
        return node.session
      },
    })
    let outcome: unknown = 'open'
    const confirm = (number: number) => {
      witness.confirm(cursorAt(number), 'ws://mine').then(
        () => {
          outcome = 'confirmed'
        },
        (error: ChainError) => {
          outcome = error.payload
        },
      )
    }
    return { clock, node, confirm, outcome: () => outcome, opened: () => opened }
  }

  it('confirms a block that it has too, over one session', async () => {
    const { confirm, outcome, opened } = stage({ height: 9 })
    confirm(9)
    await settle()
    expect(outcome()).toBe('confirmed')
    confirm(8)
    await settle()
    expect(opened()).toBe(1)
  })

  it('is waited for while it is behind', async () => {
    const { confirm, outcome, clock, node } = stage({ height: 5 })
    confirm(6)
    await settle()
    expect(outcome()).toBe('open')
    await node.head(6)
    clock.advance(500)
    await settle()
    expect(outcome()).toBe('confirmed')
  })

  it('that stays behind is no confirmation', async () => {
    const { confirm, outcome, clock } = stage({ height: 5 })
    confirm(6)
    for (let n = 0; n < 6; n += 1) {
      await settle()
      clock.advance(500)
    }
    await settle()
    expect(outcome()).toEqual({ code: 'witness-silent', witness: 'ws://other', number: 6, reason: 'it is behind' })
  })

  it('with another block breaks the trust', async () => {
    const { confirm, outcome } = stage({ height: 9, branch: 'b' })
    confirm(4)
    await settle()
    expect(outcome()).toMatchObject({ code: 'witness-mismatch', number: 4, hash: hashAt(4), found: hashAt(4, 'b') })
  })
})

describe('an archive', () => {
  it('is asked for what the endpoint has forgotten, and opened only then', async () => {
    const near = fakeNode({ height: 20, prunedUpTo: 10 })
    const far = fakeNode({ height: 20 })
    let opened = 0
    const session = withArchive(near.session, async () => {
      opened += 1
      return far.session
    })
    expect(await session.request('state_getStorage', ['0x26aa', hashAt(15)])).toBe('0x00')
    expect(opened).toBe(0)
    expect(await session.request('state_getStorage', ['0x26aa', hashAt(3)])).toBe('0x00')
    expect(await session.request('state_getRuntimeVersion', [hashAt(3)])).toEqual({ specVersion: 1 })
    expect(opened).toBe(1)
    expect(far.asked).toHaveLength(2)
  })

  it('that cannot be reached leaves the answer that the state is gone, and is tried again', async () => {
    const near = fakeNode({ height: 20, prunedUpTo: 10 })
    let opened = 0
    const session = withArchive(near.session, async () => {
      opened += 1
      throw new ChainError({ code: 'connection-failed', endpoint: 'ws://archive', reason: 'refused' }, 'refused')
    })
    for (const _ of [1, 2])
      await expect(session.request('state_getStorage', ['0x26aa', hashAt(3)])).rejects.toThrow(
        'State already discarded',
      )
    expect(opened).toBe(2)
  })

  it('is asked for blocks that the endpoint does not keep at all, and its own answer holds where that fails', async () => {
    const near = fakeNode({ height: 20 })
    const hashes = near.answers['chain_getBlockHash']!
    const isKept = (number: number) => number > 10
    near.answers['chain_getBlockHash'] = ([wanted]) =>
      Array.isArray(wanted) ? wanted.map((each) => (isKept(each) ? hashes([each]) : null)) : hashes([wanted])
    near.answers['chain_getHeader'] = () => null
    const far = fakeNode({ height: 20 })
    const session = withArchive(near.session, async () => far.session)
    expect(await session.request('chain_getBlockHash', [[11, 12]])).toEqual([hashAt(11), hashAt(12)])
    expect(far.asked).toEqual([])
    expect(await session.request('chain_getBlockHash', [[9, 12]])).toEqual([hashAt(9), hashAt(12)])
    expect(await session.request('chain_getHeader', [hashAt(9)])).toEqual(headerAt(9))
    const alone = withArchive(near.session, () => Promise.reject(new Error('away')))
    expect(await alone.request('chain_getHeader', [hashAt(9)])).toBeNull()
  })

  it('is not asked about other errors', async () => {
    const near = fakeNode({ height: 20 })
    near.answers['state_call'] = () => {
      throw new ChainError({ code: 'rpc-error', method: 'state_call', rpcCode: -32601, message: 'no' }, 'no')
    }
    const session = withArchive(near.session, () => Promise.reject(new Error('opened')))
    await expect(session.request('state_call', [])).rejects.toThrow('no')
  })
})

describe('a block that an endpoint does not know', () => {
  const lacking = (known: (number: number) => boolean) => {
    const node = fakeNode({ height: 20 })
    const hashes = node.answers['chain_getBlockHash']!
    node.answers['chain_getBlockHash'] = ([wanted]) =>
      (wanted as number[]).map((each) => (known(each) ? hashes([each]) : null))
    return hashesOf(node.session, 5, 8)
  }

  it('is forgotten where it knows later ones', async () => {
    const forgotten = { payload: { code: 'block-forgotten', number: 5 } }
    await expect(lacking((number) => number > 10)).rejects.toMatchObject(forgotten)
    await expect(lacking((number) => number > 6)).rejects.toMatchObject(forgotten)
  })

  it('is not taken for forgotten where the node that answers is behind, or leaves one out', async () => {
    const malformed = { payload: { code: 'malformed-reply' } }
    await expect(lacking((number) => number < 5)).rejects.toMatchObject(malformed)
    await expect(lacking((number) => number !== 6)).rejects.toMatchObject(malformed)
  })
})
