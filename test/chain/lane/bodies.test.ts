import { describe, expect, it } from 'vitest'
import { ChainError } from '../../../src/chain/errors.ts'
import { requestBody } from '../../../src/chain/transactions/outcome/body.ts'
import type { Lie } from '../lying-endpoint.ts'
import { remark, startLane } from './stage.ts'

interface Reply {
  readonly block: { readonly header: Readonly<Record<string, unknown>>; readonly extrinsics: readonly string[] }
}

/** Without the last extrinsic, where there is one beside the inherent. */
const shortened = ({ block }: Reply) =>
  block.extrinsics.length > 1 ? { block: { ...block, extrinsics: block.extrinsics.slice(0, -1) } } : undefined

describe('an endpoint that takes an extrinsic out of a block', () => {
  it('is left, and what came of the extrinsic is found at the next', async () => {
    let lies = 0
    const lie: Lie = (method, _, truth) => {
      if (method !== 'chain_getBlock' || lies > 0) return undefined
      const lied = shortened(truth as Reply)
      if (lied !== undefined) lies += 1
      return lied
    }
    const stage = await startLane({ lie, config: { eraPeriod: 8 } })
    const { devnet, facts, submit, withBlocks } = stage
    const outcome = await withBlocks(submit('x', remark('x')))
    expect(outcome).toMatchObject({ ok: true, value: { outcome: { result: 'success' } } })
    const forged = facts.filter(({ type }) => type === 'transactions.BlockForged').map(({ payload }) => payload)
    const { number, hash } = devnet.chain.find((outcome as { value: { block: { hash: string } } }).value.block.hash)!
    expect(forged).toEqual([
      { endpoint: devnet.url, number, hash, reason: expect.stringContaining('not those of its header') },
    ])
    expect(facts.filter(({ type }) => type === 'chain.Connected')).toHaveLength(2)
    // It was signed once.
    expect(stage.sent.map(({ nonce }) => nonce)).toEqual([0])
    expect(stage.settled).toMatchObject([{ key: 'x', outcome: 'success' }])
  })
})

describe('the body of a block', () => {
  async function stage() {
    const { devnet } = await startLane()
    const { chain } = devnet
    const block = chain.at(1)!
    const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`
    const honest: Reply = {
      block: {
        header: {
          number: '0x1',
          parentHash: block.parentHash,
          stateRoot: hex(block.header.stateRoot),
          extrinsicsRoot: hex(block.header.extrinsicsRoot),
          digest: { logs: [] },
        },
        extrinsics: block.extrinsics.map(hex),
      },
    }
    const read = (reply: unknown) =>
      requestBody({ endpoint: 'ws://some', request: async () => reply } as never, {
        number: 1,
        hash: block.hash,
      }).catch((error: unknown) => (error instanceof ChainError ? error.payload.code : error))
    return { honest, read, block: honest.block }
  }

  it('is taken when it is that of the header, and of the block', async () => {
    const { honest, read, block } = await stage()
    const { parentHash, extrinsicsRoot } = block.header
    expect(await read(honest)).toEqual({ parentHash, extrinsicsRoot, extrinsics: block.extrinsics })
  })

  it('is not taken with one less, one more, another, or in another order', async () => {
    const { read, block } = await stage()
    const [first] = block.extrinsics
    const flipped = `${first!.slice(0, -1)}${first!.endsWith('0') ? '1' : '0'}`
    for (const extrinsics of [[], [first, first], [flipped], ['0x', first]])
      expect(await read({ block: { ...block, extrinsics } })).toBe('wrong-extrinsics')
  })

  it('is not taken with the header of another block, though it be that of the body', async () => {
    const { read, block } = await stage()
    const header = { ...block.header, stateRoot: `0x${'66'.repeat(32)}` }
    expect(await read({ block: { ...block, header } })).toBe('wrong-header-hash')
  })

  it('that nobody keeps, or that is none, is said to be so', async () => {
    const { read } = await stage()
    expect(await read(null)).toBe('block-forgotten')
    expect(await read({ block: { extrinsics: ['zz'] } })).toBe('malformed-reply')
  })
})
